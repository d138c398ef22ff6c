package lakeward.cloud.databricks;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model's statements in Databricks' SQL.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into">INSERT</a>
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/control-flow/compound-stmt">BEGIN … END</a>
 */
final class ModelSql {
    /** The column of a quarantine table that says which expectation its row broke, as in the local run. */
    private static final String BROKEN = "_expectation";

    private static final Set<String> WAYS = Set.of("keep-row", "drop-row", "fail-update", "quarantine");

    private ModelSql() {}

    /** Returns what makes the table, empty, if there is none of its name. */
    static String create(Values table, Map<String, String> properties) {
        return "CREATE TABLE IF NOT EXISTS " + table(table, properties);
    }

    /** Returns what makes the table anew, empty, with other columns. Whoever may read it still may. */
    static String replace(Values table, Map<String, String> properties) {
        return "CREATE OR REPLACE TABLE " + table(table, properties);
    }

    private static String table(Values table, Map<String, String> properties) {
        String columns = table.list("columns").stream()
                .map(ModelSql::column)
                .collect(Collectors.joining(",\n  ", "(\n  ", "\n)"));
        String comment = table.optional("comment")
                .map(text -> "\nCOMMENT " + Sql.text(text))
                .orElse("");
        return "%s %s\nUSING DELTA\nLOCATION %s%s\nTBLPROPERTIES %s"
                .formatted(name(table), columns, Sql.text(table.text("location")), comment, properties(properties));
    }

    private static String column(Values column) {
        return Sql.name(column.text("name"))
                + " "
                + column.text("type")
                + (column.truth("nullable") ? "" : " NOT NULL")
                + column.optional("comment")
                        .map(text -> " COMMENT " + Sql.text(text))
                        .orElse("");
    }

    static String alter(Values table, Map<String, String> properties) {
        return "ALTER TABLE %s SET TBLPROPERTIES %s".formatted(name(table), properties(properties));
    }

    static String properties(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> "%s = %s".formatted(Sql.text(entry.getKey()), Sql.text(entry.getValue())))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /**
     * Returns what computes the model. Of its rows, one that must not be makes it fail, and what is there stays; one to be
     * dropped is left out; one for quarantine is put aside.
     *
     * <p>Without rows to put aside it is one statement. With them it is five, of one result: readers of the model see the
     * rows before or those after, and a row of either is in the model or put aside at every moment, whichever statement is
     * the last that is done. So what broke an expectation before stays aside until the model is done.
     */
    static String result(Values model) {
        return model.optional("quarantine-schema").isPresent()
                ? puttingAside(model)
                : "INSERT OVERWRITE %s\nWITH %s\nSELECT %s FROM result%s"
                        .formatted(name(model), computed(model), columns(model), where(conditions(model)));
    }

    private static String puttingAside(Values model) {
        String result = resultName(model);
        String aside = quarantine(model);
        return Stream.of(
                        "CREATE OR REPLACE TABLE %s AS\nWITH %s\nSELECT %s FROM result%s"
                                .formatted(result, computed(model), typed(model), where(must(model))),
                        "INSERT INTO %s\n%s".formatted(aside, broken(model, result)),
                        "INSERT OVERWRITE %s\nSELECT %s FROM %s%s"
                                .formatted(name(model), columns(model), result, where(kept(model))),
                        "INSERT OVERWRITE %s\n%s".formatted(aside, broken(model, result)),
                        "DROP TABLE " + result)
                .map(statement -> statement + ";\n")
                .collect(Collectors.joining("", "BEGIN\n", "END"));
    }

    /** Returns the rows to put aside, each once for every expectation that it breaks. */
    private static String broken(Values model, String result) {
        return expectations(model, "quarantine")
                .map(expectation -> "SELECT %s, %s AS %s FROM %s\nWHERE NOT %s"
                        .formatted(
                                columns(model),
                                Sql.text(expectation.text("name")),
                                Sql.name(BROKEN),
                                result,
                                holds(expectation)))
                .collect(Collectors.joining("\nUNION ALL\n"));
    }

    /** Returns the model's query with a name. It may end in a comment, which ends with its line. */
    private static String computed(Values model) {
        return "result (%s) AS (\n%s\n)".formatted(columns(model), Sql.of(model.text("sql")));
    }

    private static String columns(Values model) {
        return Sql.names(model.list("columns").stream()
                .map(column -> column.text("name"))
                .toList());
    }

    private static String typed(Values model) {
        return model.list("columns").stream()
                .map(column ->
                        "CAST(%1$s AS %2$s) AS %1$s".formatted(Sql.name(column.text("name")), column.text("type")))
                .collect(Collectors.joining(", "));
    }

    private static Stream<String> conditions(Values model) {
        return Stream.concat(must(model), kept(model));
    }

    private static Stream<String> must(Values model) {
        return expectations(model, "fail-update")
                .map(expectation -> "assert_true(%s, %s) IS NULL"
                        .formatted(
                                holds(expectation),
                                Sql.text("model %s breaks its expectation %s"
                                        .formatted(model.text("name"), expectation.text("name")))));
    }

    private static Stream<String> kept(Values model) {
        return Stream.concat(expectations(model, "drop-row"), expectations(model, "quarantine"))
                .map(ModelSql::holds);
    }

    private static Stream<Values> expectations(Values model, String onViolation) {
        return model.list("expectations").stream()
                .filter(expectation -> onViolation(expectation).equals(onViolation));
    }

    private static String onViolation(Values expectation) {
        String way = expectation.text("on-violation");
        if (!WAYS.contains(way)) {
            throw new IllegalArgumentException(
                    "Cannot make %s: '%s' is no way to treat a row. Plan again.".formatted(expectation.part(), way));
        }
        return way;
    }

    private static String holds(Values expectation) {
        return "coalesce((\n%s\n), true)".formatted(Sql.of(expectation.text("condition")));
    }

    private static String where(Stream<String> conditions) {
        String all = conditions.collect(Collectors.joining("\n  AND "));
        return all.isEmpty() ? "" : "\nWHERE " + all;
    }

    private static String quarantine(Values model) {
        return Sql.name(
                Names.kept(model.text("catalog")),
                Names.kept(model.text("quarantine-schema")),
                Names.kept(model.text("name")));
    }

    /** Returns the name of the table that a run has for itself: it stands for as long as that takes, or until the next one. */
    private static String resultName(Values model) {
        return Sql.name(
                Names.kept(model.text("catalog")),
                Names.kept(model.text("quarantine-schema")),
                underWay(model.text("name")));
    }

    /** A model's name has no hyphen. */
    static String underWay(String model) {
        return Names.kept(model + "-result");
    }

    static String name(Values table) {
        return Sql.name(
                Names.kept(table.text("catalog")), Names.kept(table.text("schema")), Names.kept(table.text("name")));
    }
}
