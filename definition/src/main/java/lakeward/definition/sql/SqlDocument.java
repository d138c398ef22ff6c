package lakeward.definition.sql;

import java.util.List;
import java.util.TreeMap;
import lakeward.definition.sql.AllowedSql.Construct;
import lakeward.definition.sql.AllowedSql.Function;
import lakeward.definition.sql.AllowedSql.Kind;

/** Writes {@code docs/sql.md} from the list. */
final class SqlDocument {
    private SqlDocument() {}

    static String write() {
        StringBuilder text = new StringBuilder();
        text.append("""
                # SQL of models

                <!-- Made from AllowedSql.java by SqlDocumentTest: `mvn verify -pl core,duckdb,definition -Dgolden=write`. -->

                A model is one file of one statement:

                ```sql
                CREATE MATERIALIZED VIEW revenue_by_day (
                    CONSTRAINT not_negative EXPECT (revenue >= 0) ON VIOLATION FAIL UPDATE
                )
                COMMENT 'What was paid, by day'
                AS
                select cast(paid_at as date) as day, sum(amount) as revenue
                from processed.payments
                group by cast(paid_at as date)
                ```

                An expectation says what must hold of each row of the result; a row for which it is null meets it. `ON VIOLATION DROP ROW`
                leaves rows that break it out, `QUARANTINE` puts them into `quarantine.<model>`, `FAIL UPDATE` keeps the model's last good
                version; without `ON VIOLATION` they stay and are counted.

                Names: `processed.orders` is a captured table as it stands, `raw.orders` all its changes, `curated.revenue_by_day` or
                `revenue_by_day` a model; a name without a zone is a model or a table of zone processed, if it is not both. The table
                `app.orders` of schema `public` is `orders` in the lake, one of another schema `sales_orders`; `tables:` in `lakeward.yaml`
                names them otherwise. Names are found whatever their case.

                A decimal, date or timestamp may be null in the lake although the database allows no null: infinity and NaN, which its type
                cannot hold, are null there and stand in `_exact`.

                SQL is allowed by list: what means the same on every engine that Lakeward runs on. A statement means what Spark says, in
                ANSI mode and in UTC; where DuckDB would differ it is given another text, or the statement is refused at its place.

                ## Clauses and operators

                | SQL | |
                |---|---|
                """);
        constructs(text, AllowedSql.CLAUSES, true);
        for (Kind kind : Kind.values()) {
            text.append("\n## ").append(kind.title).append("\n\n| function | gives | |\n|---|---|---|\n");
            for (Function function : AllowedSql.functions()) {
                if (function.kind() == kind) {
                    text.append("| `%s` | %s | %s |%n"
                            .formatted(function.usage(), function.result(), function.rule())
                            .replace(System.lineSeparator(), "\n"));
                }
            }
        }
        text.append("\nAggregates are window functions too, without `distinct`.\n");
        text.append(
                "\n## Casts\n\nBetween numbers, but not from float or double to decimal; from boolean to whole numbers; from whole"
                        + " numbers, decimals,\nbooleans and dates to string; between dates and timestamps, in UTC. Types are "
                        + CastRules.NAMES + ".\n");
        text.append("\n## Where engines differ\n\n| what | here |\n|---|---|\n");
        constructs(text, AllowedSql.DIFFERENCES, false);
        text.append("\n## Not on the list\n\n| function | why, and what instead |\n|---|---|\n");
        new TreeMap<>(AllowedSql.refusedFunctions())
                .forEach((name, why) -> text.append("| `")
                        .append(cell(name))
                        .append("` | ")
                        .append(cell(why))
                        .append(" |\n"));
        return text.toString();
    }

    private static void constructs(StringBuilder text, List<Construct> constructs, boolean code) {
        for (Construct construct : constructs) {
            String sql = code ? "`" + construct.sql() + "`" : construct.sql();
            text.append("| ")
                    .append(cell(sql))
                    .append(" | ")
                    .append(cell(construct.says()))
                    .append(" |\n");
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
