package lakeward.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.definition.SchemaFile.SeenColumn;
import lakeward.definition.SchemaFile.SeenTable;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Written;

/** Puts together what is said of databases, of tables, and in schema files. */
final class DatabaseReader {
    private final Path folder;
    private final PlatformSettings settings;
    private final Problems problems;
    private final Map<String, TableSettings> byFrom;
    private final Map<String, Written<String>> takenNames = new HashMap<>();
    private final LakeTables tables = new LakeTables();
    private final Map<TableId, Place> places = new HashMap<>();

    DatabaseReader(Path folder, PlatformSettings settings, Problems problems) {
        this.folder = folder;
        this.settings = settings;
        this.problems = problems;
        this.byFrom = TableSettings.byFrom(settings.tables());
    }

    /** Returns the tables that models may read; complete after {@link #read}. */
    LakeTables tables() {
        return tables;
    }

    /** Returns where the author names each table that is captured; complete after {@link #read}. */
    Map<TableId, Place> places() {
        return places;
    }

    List<Database> read() {
        List<Database> databases = new ArrayList<>();
        Map<String, Place> names = new LinkedHashMap<>();
        for (DatabaseSettings database : settings.databases()) {
            Place first =
                    names.putIfAbsent(database.name().value(), database.name().place());
            if (first != null) {
                problems.add(
                        database.name().place(),
                        "Cannot use database '%s' twice: it is in %s:%d already. Remove one."
                                .formatted(database.name().value(), first.file(), first.line()));
                continue;
            }
            if (database.isMysql()) {
                continue;
            }
            checkMigrations(database);
            databases.add(database.toDatabase(captured(database)));
        }
        checkTableSettings(names);
        return databases;
    }

    /** Returns what runs in the cloud and is not captured. */
    List<MysqlServer> servers() {
        return settings.databases().stream()
                .filter(DatabaseSettings::isMysql)
                .map(DatabaseSettings::toServer)
                .toList();
    }

    private void checkMigrations(DatabaseSettings database) {
        database.migrations().ifPresent(path -> {
            try (Stream<Path> files = Files.list(folder.resolve(path.value()))) {
                if (files.noneMatch(file -> file.toString().endsWith(".sql"))) {
                    problems.add(
                            path.place(),
                            "Cannot make database '%s': folder %s has no *.sql. Put one there that makes its tables."
                                    .formatted(database.name().value(), path.value()));
                }
            } catch (IOException none) {
                problems.add(
                        path.place(),
                        "Cannot make database '%s': there is no folder %s. Make it, with a *.sql that makes its tables."
                                .formatted(database.name().value(), path.value()));
            }
        });
    }

    private List<CapturedTable> captured(DatabaseSettings database) {
        String name = database.name().value();
        String file = SchemaFile.path(name);
        if (!Files.exists(folder.resolve(file))) {
            problems.add(
                    database.name().place(),
                    "Cannot tell the columns of database '%s': there is no %s. Run `lakeward schema pull`."
                            .formatted(name, file));
            tables.leaveOpen();
            return List.of();
        }
        Optional<Map<SourceTable, SeenTable>> seen = SchemaFile.read(folder, name, problems);
        if (seen.isEmpty()) {
            tables.leaveOpen();
            return List.of();
        }
        List<CapturedTable> captured = new ArrayList<>();
        for (Written<String> wanted : wanted(database, seen.get())) {
            SourceTable source = SourceTable.parse(wanted.value());
            SeenTable table = seen.get().get(source);
            if (table == null) {
                missing(name, wanted, seen.get());
            } else {
                captured(name, wanted, source, table).ifPresent(captured::add);
            }
        }
        return captured;
    }

    private static List<Written<String>> wanted(DatabaseSettings database, Map<SourceTable, SeenTable> seen) {
        return database.capture()
                .tables()
                .orElseGet(() -> seen.entrySet().stream()
                        .map(entry -> new Written<>(
                                entry.getKey().toString(), database.name().place()))
                        .toList());
    }

    private void missing(String database, Written<String> wanted, Map<SourceTable, SeenTable> seen) {
        List<String> known = seen.keySet().stream().map(SourceTable::toString).toList();
        problems.add(
                wanted.place(),
                "Cannot capture '%s.%s': %s has no such table.%s"
                        .formatted(
                                database,
                                wanted.value(),
                                SchemaFile.path(database),
                                Spelling.nearest(wanted.value(), known)
                                        .map(" Did you mean '%s'? If it is new, run `lakeward schema pull`."::formatted)
                                        .orElse(" Run `lakeward schema pull`.")));
        tables.addUnknown(lakeName(SourceTable.parse(wanted.value())));
    }

    private Optional<CapturedTable> captured(
            String database, Written<String> wanted, SourceTable source, SeenTable seen) {
        String called = database + "." + source;
        Optional<TableSettings> said = Optional.ofNullable(byFrom.get(called));
        String name = said.map(TableSettings::bareName).orElseGet(() -> lakeName(source));
        Written<String> first =
                takenNames.putIfAbsent(name.toLowerCase(Locale.ROOT), new Written<>(called, wanted.place()));
        if (first != null) {
            problems.add(
                    wanted.place(),
                    first.value().equals(called)
                            ? "Cannot capture '%s' twice: once is enough. Remove one.".formatted(called)
                            : "Cannot capture '%s' as processed.%s: that is %s already. Add under tables: processed.%s_%s: {from: %s}."
                                    .formatted(called, name, first.value(), database, name, called));
            return Optional.empty();
        }
        int before = problems.size();
        List<Column> columns = columns(called, seen, said);
        List<String> key = key(called, wanted, seen, said);
        if (problems.size() > before) {
            tables.addUnknown(name);
            return Optional.empty();
        }
        CapturedTable table = new CapturedTable(database, source, name, new TableSchema(columns, key));
        tables.add(table);
        places.put(
                table.processed(), said.map(settings -> settings.name().place()).orElse(wanted.place()));
        return Optional.of(table);
    }

    /** Returns what a table is called in the lake if nobody says otherwise: public.orders orders, sales.orders sales_orders. */
    private static String lakeName(SourceTable source) {
        return source.schema().equals(SourceTable.DEFAULT_SCHEMA)
                ? source.name()
                : source.schema() + "_" + source.name();
    }

    private List<Column> columns(String called, SeenTable seen, Optional<TableSettings> said) {
        List<Column> columns = new ArrayList<>();
        Map<String, String> byLowerCase = new HashMap<>();
        Map<String, Written<Type>> types =
                new HashMap<>(said.map(TableSettings::columns).orElse(Map.of()));
        for (SeenColumn column : seen.columns()) {
            String name = column.column().name();
            if (CapturedTable.OWN_COLUMNS.contains(name.toLowerCase(Locale.ROOT))) {
                problems.add(
                        column.place(),
                        "Cannot capture '%s' with column '%s': raw tables have a column of this name of their own. Rename it in the database."
                                .formatted(called, name));
            }
            String other = byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                problems.add(
                        column.place(),
                        "Cannot capture '%s' with columns '%s' and '%s': they differ only by case, which the lake ignores. Rename one in the database."
                                .formatted(called, other, name));
            }
            Written<Type> type = types.remove(name);
            columns.add(type == null ? column.column() : retyped(called, column.column(), type));
        }
        types.forEach((name, type) -> problems.add(
                type.place(),
                "Cannot give a type to column '%s' of %s: it has %s.%s"
                        .formatted(
                                name,
                                called,
                                String.join(
                                        ", ", columns.stream().map(Column::name).toList()),
                                Spelling.didYouMean(
                                        name, columns.stream().map(Column::name).toList()))));
        return columns;
    }

    /** Any value has a text; of numbers without limits the author says how many digits the lake keeps typed. */
    private Column retyped(String called, Column column, Written<Type> type) {
        boolean text = type.value().equals(Type.STRING);
        boolean digits =
                type.value().kind() == Type.Kind.DECIMAL && column.declared().startsWith("numeric");
        if (!text && !digits) {
            problems.add(
                    type.place(),
                    "Cannot give column '%s' of %s type %s: it is %s there. Use string, or for numeric decimal(p,s)."
                            .formatted(column.name(), called, type.value(), column.declared()));
        }
        return new Column(column.name(), type.value(), column.nullable(), column.declared());
    }

    private List<String> key(String called, Written<String> wanted, SeenTable seen, Optional<TableSettings> said) {
        Optional<List<Written<String>>> chosen = said.flatMap(TableSettings::key);
        List<String> names =
                seen.columns().stream().map(column -> column.column().name()).toList();
        List<String> unknown =
                seen.key().stream().filter(name -> !names.contains(name)).toList();
        if (!unknown.isEmpty()) {
            problems.add(
                    seen.place(),
                    "Cannot use key %s of %s: it has no column '%s'. Run `lakeward schema pull`."
                            .formatted(seen.key(), called, unknown.get(0)));
        }
        if (chosen.isEmpty()) {
            if (seen.key().isEmpty()) {
                problems.add(
                        wanted.place(),
                        "Cannot capture '%s': it has no key. Give it a primary key, or say under tables: what tells its rows apart."
                                .formatted(called));
            }
            return seen.key();
        }
        for (Written<String> column : chosen.get()) {
            if (!names.contains(column.value())) {
                problems.add(
                        column.place(),
                        "Cannot use key column '%s' of %s: it has %s.%s"
                                .formatted(
                                        column.value(),
                                        called,
                                        String.join(", ", names),
                                        Spelling.didYouMean(column.value(), names)));
            }
        }
        List<String> key = chosen.get().stream().map(Written::value).toList();
        if (!seen.key().isEmpty() && names.containsAll(key) && !seen.key().equals(key)) {
            problems.add(
                    chosen.get().isEmpty()
                            ? wanted.place()
                            : chosen.get().get(0).place(),
                    "Cannot use key %s of %s: its own key is %s, and a delete tells only that. Leave key out."
                            .formatted(key, called, seen.key()));
        }
        if (key.isEmpty()) {
            problems.add(
                    wanted.place(),
                    "Cannot use an empty key of %s: name its columns, or leave key out.".formatted(called));
        }
        return key;
    }

    private void checkTableSettings(Map<String, Place> databases) {
        Map<String, Place> named = new HashMap<>();
        Map<String, Place> shown = new HashMap<>();
        for (TableSettings table : settings.tables()) {
            tables.addUnknownIfAbsent(table.bareName());
            Place first = named.putIfAbsent(
                    table.name().value().toLowerCase(Locale.ROOT), table.name().place());
            if (first != null) {
                problems.add(
                        table.name().place(),
                        "Cannot use %s twice: it is in %s:%d already. Remove one."
                                .formatted(table.name().value(), first.file(), first.line()));
            }
            table.from().ifPresent(from -> {
                Place other = shown.putIfAbsent(from.value(), from.place());
                if (other != null) {
                    problems.add(
                            from.place(),
                            "Cannot show %s in two tables: line %d does already. Remove one."
                                    .formatted(from.value(), other.line()));
                }
                checkFrom(from, databases);
            });
        }
    }

    private void checkFrom(Written<String> from, Map<String, Place> databases) {
        String database = from.value().substring(0, from.value().indexOf('.'));
        if (!databases.containsKey(database)) {
            problems.add(
                    from.place(),
                    "Cannot show '%s': there is no database '%s'.%s"
                            .formatted(from.value(), database, Spelling.didYouMean(database, databases.keySet())));
            return;
        }
        List<String> captured =
                takenNames.values().stream().map(Written::value).sorted().toList();
        if (!captured.contains(from.value()) && !tables.isOpen()) {
            problems.add(
                    from.place(),
                    "Cannot show '%s': it is not captured.%s"
                            .formatted(
                                    from.value(),
                                    Spelling.nearest(from.value(), captured)
                                            .map(" Did you mean '%s'?"::formatted)
                                            .orElse(" Add it to capture.tables of database '%s'."
                                                    .formatted(database))));
        }
    }
}
