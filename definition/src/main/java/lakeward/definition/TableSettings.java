package lakeward.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lakeward.core.platform.Type;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/**
 * What the author says of one table of zone processed, where the default does not do.
 *
 * @param name with its zone
 * @param from the captured table, with its database
 * @param key what tells rows apart, where the source does not say
 * @param columns the types of columns whose own type the lake cannot hold
 */
record TableSettings(
        Written<String> name,
        Optional<Written<String>> from,
        Optional<List<Written<String>>> key,
        Map<String, Written<Type>> columns) {
    /** A table's name in the lake: part of folders and of SQL. */
    static final Form NAME =
            Form.of("processed\\.[^.\\s/\\\\]+", "a table of zone processed, for example processed.orders");

    private static final Form FROM =
            Form.of("[^.\\s]+\\.[^.]+(\\.[^.]+)?", "a database and a table, for example app.orders");
    private static final Form COLUMN = Form.of(".+", "the name of a column");

    private record ColumnType(String column, Written<Type> type) {}

    static TableSettings read(Written<String> name, Section section) {
        TableSettings settings = new TableSettings(
                name,
                section.requiredText("from", FROM, "The captured table that it shows, for example app.orders."),
                section.texts("key", COLUMN, "What tells its rows apart, where the source has no key."),
                section
                        .sections(
                                "columns",
                                COLUMN,
                                "Columns whose own type the lake cannot hold.",
                                TableSettings::column)
                        .stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toMap(ColumnType::column, ColumnType::type)));
        section.notYet("cluster-by");
        return settings;
    }

    private static Optional<ColumnType> column(Written<String> name, Section section) {
        Optional<Written<String>> type = section.requiredText(
                "type", Form.ANY, "Its type in the lake: string for any, decimal(p,s) for numeric without limits.");
        return type.flatMap(written -> SchemaFile.type(written, section::problem))
                .map(read -> new ColumnType(name.value(), new Written<>(read, name.place())));
    }

    /** Returns the table's name without its zone. */
    String bareName() {
        return name.value().substring(name.value().indexOf('.') + 1);
    }

    static Map<String, TableSettings> byFrom(List<TableSettings> settings) {
        return settings.stream()
                .filter(table -> table.from().isPresent())
                .collect(Collectors.toMap(
                        table -> table.from().orElseThrow().value(), Function.identity(), (first, second) -> first));
    }
}
