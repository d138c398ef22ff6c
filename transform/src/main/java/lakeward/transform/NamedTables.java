package lakeward.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;
import lakeward.core.port.TableStore;
import lakeward.duckdb.Sql;

/** Puts versions of the lake's tables in the place of the names in a statement. */
final class NamedTables {
    /** Table functions that make rows of their own; others would read files or settings of this machine. */
    private static final Set<String> HARMLESS = Set.of("range", "generate_series", "unnest", "repeat");

    /** Functions that tell of this machine or leave something on it; DuckDB's others compute. */
    private static final Set<String> HARMFUL =
            Set.of("current_query", "current_setting", "getenv", "json_serialize_plan", "write_log");

    /** Where a name without a zone is looked for. */
    private static final List<Zone> SEARCH = List.of(Zone.CURATED, Zone.PROCESSED);

    private final TableStore store;
    private final Readings readings;
    private final Connection connection;

    NamedTables(TableStore store, Readings readings, Connection connection) {
        this.store = store;
        this.readings = readings;
        this.connection = connection;
    }

    /** Returns the statement's text, reading views of this connection that stand for the versions. */
    String resolve(StatementTree tree) throws SQLException {
        for (ObjectNode function : tree.tableFunctions()) {
            String name = function.path("function").path("function_name").asText();
            if (!HARMLESS.contains(name)) {
                throw DuckDbQueries.refused("%s() reads more than the lake".formatted(name), null);
            }
        }
        for (ObjectNode function : tree.functions()) {
            String name = function.path("function_name").asText().toLowerCase(Locale.ROOT);
            if (HARMFUL.contains(name)) {
                throw DuckDbQueries.refused("%s() reads more than the lake".formatted(name), null);
            }
        }
        if (!tree.descriptions().isEmpty()) {
            throw DuckDbQueries.refused("expected one SELECT statement", null);
        }
        int views = 0;
        for (ObjectNode table : tree.tables()) {
            TableVersion version = version(table);
            String view = "lake_" + views++;
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "create temp view %s as select * from %s".formatted(Sql.name(view), readings.open(version)));
            }
            StatementTree.rename(table, view);
        }
        try (PreparedStatement statement = connection.prepareStatement("select json_deserialize_sql(?::json)")) {
            statement.setString(1, tree.json());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private TableVersion version(ObjectNode node) {
        TableId table = table(node);
        JsonNode at = node.path("at_clause");
        if (at.isNull() || at.isMissingNode()) {
            return store.latest(table).orElseThrow(() -> missing(table.toString()));
        }
        String value = constant(at.path("expr"));
        return switch (at.path("unit").asText()) {
            case "VERSION" -> atVersion(table, value);
            case "TIMESTAMP" -> atTime(table, value);
            default ->
                throw DuckDbQueries.refused(
                        "%s has versions and timestamps only: at (version => 12), at (timestamp => '2026-11-22 10:42:00')"
                                .formatted(table),
                        null);
        };
    }

    private TableVersion atVersion(TableId table, String value) {
        try {
            long version = Long.parseLong(value);
            return store.history(table, Integer.MAX_VALUE).stream()
                    .map(commit -> commit.version())
                    .filter(committed -> committed.version() == version)
                    .findFirst()
                    .orElseThrow(() -> DuckDbQueries.refused(
                            "%s has no version %d. See `lakeward history %s` for those it has"
                                    .formatted(table, version, table),
                            null));
        } catch (NumberFormatException e) {
            throw DuckDbQueries.refused("'%s' is no version of %s".formatted(value, table), e);
        }
    }

    private TableVersion atTime(TableId table, String value) {
        Instant time = instant(value);
        return store.versionAt(table, time)
                .orElseThrow(() -> DuckDbQueries.refused(
                        "%s has no version from %s or before. See `lakeward history %s` for those it has"
                                .formatted(table, time, table),
                        null));
    }

    /** Reads a moment with an offset, or one in UTC without. */
    static Instant instant(String text) {
        String iso = text.strip().replaceFirst(" ", "T");
        try {
            if (iso.length() == 10) {
                iso += "T00:00:00";
            }
            return iso.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)$") && iso.length() > 19
                    ? OffsetDateTime.parse(iso.replaceFirst("([+-]\\d\\d)$", "$1:00"))
                            .toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw DuckDbQueries.refused(
                    "'%s' is no timestamp. Write for example 2026-11-22 10:42:00, which is UTC, or 2026-11-22T10:42:00+01:00"
                            .formatted(text),
                    e);
        }
    }

    private TableId table(ObjectNode node) {
        String schema = node.path("schema_name").asText();
        String name = node.path("table_name").asText();
        Stream<TableId> candidates = store.tables().stream()
                .filter(table -> table.name().equalsIgnoreCase(name))
                .filter(table -> schema.isEmpty()
                        ? SEARCH.contains(table.zone())
                        : table.zone().label().equalsIgnoreCase(schema));
        return candidates
                .min(Comparator.comparing(table -> SEARCH.indexOf(table.zone())))
                .orElseThrow(() -> missing(schema.isEmpty() ? name : schema + "." + name));
    }

    private PlatformException missing(String name) {
        String tables = store.tables().stream().map(TableId::toString).collect(Collectors.joining(", "));
        return DuckDbQueries.refused(
                tables.isEmpty()
                        ? "the lake has no tables yet. Fill it with `lakeward up`"
                        : "there is no table %s, only %s".formatted(name, tables),
                null);
    }

    private static String constant(JsonNode expression) {
        JsonNode literal = expression.path("literal").path("text");
        if (literal.isMissingNode()) {
            throw DuckDbQueries.refused("at (…) takes a number or a text, nothing computed", null);
        }
        return literal.asText();
    }
}
