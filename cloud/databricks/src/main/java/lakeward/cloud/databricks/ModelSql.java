package lakeward.cloud.databricks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model's statements in Databricks' SQL.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into">INSERT</a>
 */
final class ModelSql {
    private ModelSql() {}

    /** Returns what makes the table, empty; or anew, if it has other columns. Whoever may read it still may. */
    static String table(Values model, Map<String, String> properties) {
        String columns = model.list("columns").stream()
                .map(ModelSql::column)
                .collect(Collectors.joining(",\n  ", "(\n  ", "\n)"));
        String comment = model.optional("comment")
                .map(text -> "\nCOMMENT " + literal(text))
                .orElse("");
        return "CREATE OR REPLACE TABLE %s %s\nUSING DELTA\nLOCATION %s%s\nTBLPROPERTIES %s"
                .formatted(name(model), columns, literal(model.text("location")), comment, properties(properties));
    }

    private static String column(Values column) {
        return quoted(column.text("name"))
                + " "
                + column.text("type")
                + (column.truth("nullable") ? "" : " NOT NULL")
                + column.optional("comment")
                        .map(text -> " COMMENT " + literal(text))
                        .orElse("");
    }

    static String properties(Values model, Map<String, String> properties) {
        return "ALTER TABLE %s SET TBLPROPERTIES %s".formatted(name(model), properties(properties));
    }

    private static String properties(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> "%s = %s".formatted(literal(entry.getKey()), literal(entry.getValue())))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /**
     * Returns what computes the model: one statement, so readers see the rows before it or those after it. Of its rows, one
     * that must not be makes it fail, and what is there stays; one to be dropped or for quarantine is left out.
     */
    static String result(Values model) {
        String columns = model.list("columns").stream()
                .map(column -> quoted(column.text("name")))
                .collect(Collectors.joining(", "));
        List<String> conditions = new ArrayList<>();
        for (Values expectation : model.list("expectations")) {
            String holds = "coalesce(%s, true)".formatted(expectation.text("condition"));
            switch (expectation.text("on-violation")) {
                case "fail-update" ->
                    conditions.add("assert_true(%s, %s) IS NULL"
                            .formatted(
                                    holds,
                                    literal("model %s breaks its expectation %s"
                                            .formatted(model.text("name"), expectation.text("name")))));
                case "drop-row", "quarantine" -> conditions.add(holds);
                case "keep-row" -> {}
                default ->
                    throw new IllegalArgumentException("Cannot make %s: '%s' is no way to treat a row. Plan again."
                            .formatted(model.part(), expectation.text("on-violation")));
            }
        }
        // The model's own SQL may end in a comment, which ends with its line.
        return "INSERT OVERWRITE %s\nWITH result (%s) AS (\n%s\n)\nSELECT %s FROM result"
                        .formatted(name(model), columns, model.text("sql"), columns)
                + (conditions.isEmpty() ? "" : "\nWHERE " + String.join("\n  AND ", conditions));
    }

    static String name(Values model) {
        return List.of("catalog", "schema", "name").stream()
                .map(field -> quoted(Names.kept(model.text(field))))
                .collect(Collectors.joining("."));
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** Returns a text as a literal; in Databricks' SQL a backslash is an escape. */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
