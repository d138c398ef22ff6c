package lakeward.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Variables;
import lakeward.definition.yaml.Written;
import lakeward.definition.yaml.YamlFile;

/** The columns, types and keys of a database's tables as last seen: {@code schemas/<database>.yaml}. */
public final class SchemaFile {
    private static final Form TABLE = Form.of("[^.\\s][^.]*(\\.[^.]+)?", "a table, for example orders or sales.orders");
    private static final Form COLUMN = Form.of(".+", "the name of a column");

    /** A column and where it is written. */
    record SeenColumn(Place place, Column column) {}

    /** A table and where it is written. */
    record SeenTable(Place place, List<SeenColumn> columns, List<String> key) {}

    private record Entry(SourceTable table, SeenTable seen) {}

    private SchemaFile() {}

    /** Returns the file's path, relative to the project's folder. */
    public static String path(String database) {
        return "schemas/" + database + ".yaml";
    }

    /** Writes the file: equal tables give equal text, and a changed column changes one line. */
    public static void write(Path folder, String database, Map<SourceTable, TableSchema> tables) {
        Path file = folder.resolve(path(database));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text(database, tables));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns what the file says. */
    public static String text(String database, Map<SourceTable, TableSchema> tables) {
        StringBuilder text = new StringBuilder();
        text.append("# Written by `lakeward schema pull`: the tables of database ")
                .append(database)
                .append(" as last seen. Commit it; do not edit it.\n")
                .append("tables:")
                .append(tables.isEmpty() ? " {}\n" : "\n");
        new TreeMap<>(tables).forEach((table, schema) -> {
            text.append("  ").append(scalar(table.toString())).append(":\n");
            text.append("    key: [")
                    .append(String.join(
                            ", ", schema.key().stream().map(SchemaFile::scalar).toList()))
                    .append("]\n");
            text.append("    columns:\n");
            schema.columns()
                    .forEach(column -> text.append("      ")
                            .append(scalar(column.name()))
                            .append(": {")
                            .append(String.join(", ", properties(column)))
                            .append("}\n"));
        });
        return text.toString();
    }

    private static List<String> properties(Column column) {
        List<String> properties = new ArrayList<>();
        String type = column.type().toString();
        properties.add("type: " + scalar(type));
        if (!column.declared().equals(type)) {
            properties.add("declared: " + scalar(column.declared()));
        }
        if (!column.nullable()) {
            properties.add("nullable: false");
        }
        return properties;
    }

    /** Returns a text as YAML, quoted where it could be taken for something else. */
    private static String scalar(String text) {
        boolean plain = text.matches("[A-Za-z_][A-Za-z0-9_.]*(( |\\()[A-Za-z0-9_)]+)*")
                && !text.matches("(?i)true|false|null|yes|no|on|off|y|n");
        if (plain) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == 0x7F) {
                quoted.append("\\x%02x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    /** Reads the file; empty if there is none or it cannot be read, which is reported. */
    static Optional<Map<SourceTable, SeenTable>> read(Path folder, String database, Problems problems) {
        // What stands in this file is the database's own: nothing is put in for ${…}.
        return YamlFile.open(folder, path(database), Variables.none(), problems)
                .map(top -> top.read(SchemaFile::tables));
    }

    static Map<SourceTable, SeenTable> tables(Section section) {
        Map<SourceTable, SeenTable> tables = new LinkedHashMap<>();
        section.sections("tables", TABLE, "Tables as last seen.", SchemaFile::table)
                .forEach(entry -> tables.put(entry.table(), entry.seen()));
        return tables;
    }

    private static Entry table(Written<String> name, Section section) {
        List<Written<String>> key =
                section.texts("key", COLUMN, "What tells rows apart.").orElse(List.of());
        List<SeenColumn> columns =
                section.sections("columns", COLUMN, "Columns in the table's order.", SchemaFile::column);
        return new Entry(
                SourceTable.parse(name.value()),
                new SeenTable(
                        name.place(), columns, key.stream().map(Written::value).toList()));
    }

    private static SeenColumn column(Written<String> name, Section section) {
        Type type = section.requiredText("type", Form.ANY, "Its type in the lake.")
                .flatMap(written -> type(written, section::problem))
                .orElse(Type.STRING);
        Optional<Written<String>> declared = section.text("declared", Form.ANY, "The database's own name of its type.");
        boolean nullable = section.logical("nullable", true, "Whether a row may lack it.");
        String source = declared.map(Written::value).orElse(type.toString());
        return new SeenColumn(name.place(), new Column(name.value(), type, nullable, source));
    }

    /** Reads a type; empty if there is no such type, which is reported at key {@code type}. */
    static Optional<Type> type(Written<String> written, BiConsumer<String, String> problem) {
        try {
            return Optional.of(Type.parse(written.value()));
        } catch (IllegalArgumentException wrong) {
            problem.accept("type", wrong.getMessage());
            return Optional.empty();
        }
    }
}
