package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lakeward.contract.SparkProcess;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Model;
import lakeward.definition.Definitions;
import lakeward.definition.Result;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's SQL in Databricks' words gives on Spark, which Databricks runs, what it gives on one machine. */
class SparkWordsTest {
    private static final Path SPARK = Path.of("../../lake/spark");
    private static final String ALL = "all ";

    /** Rows of what a table may hold, in words that both engines have, but for the type of timestamps with a zone. */
    private static final String ROWS = """
            select cast(id as bigint) as id, cast(i as int) as i, cast(n as bigint) as n, cast(d as decimal(10,2)) as d,
                cast(f as double) as f, cast(s as %1$s) as s, cast(u as %1$s) as u, cast(day as date) as day,
                cast(moment as %2$s) as moment, cast(wall as %3$s) as wall, cast(yes as boolean) as yes
            from (values
                (1, 1, 10, 1.25, 2.5, 'abc', 'x', '2026-01-31', '2026-01-31 23:59:59.999999', '2026-01-31 00:00:00', true),
                (2, 2, -7, -1.25, -2.5, ' a,b,c ', 'y', '2026-11-22', '1969-12-31 23:59:59.5', '2026-11-22 23:00:00', false),
                (3, 2, 40000, 2.35, 1e6, '  äb  ', null, '2024-02-29', '2026-03-01 00:30:00', '1999-12-31 23:59:59', true),
                (4, 0, 5, 0.05, 0, '', '', '2026-11-23', '2026-11-23 12:00:00', '2026-11-23 01:00:00', true),
                (5, -3, 0, 100, 1, 'banana', 'banana', '1999-12-31', '1999-12-31 01:02:03', '2000-01-01 00:00:00', null),
                (6, null, null, null, null, null, 'z', null, null, null, false)
            ) as x(id, i, n, d, f, s, u, day, moment, wall, yes)""";

    @TempDir
    private static Path folder;

    /** Models, by the expressions of which each is. */
    private static final Map<String, Model> MODELS = new LinkedHashMap<>();

    @BeforeAll
    static void checkExpressions() throws IOException {
        List<String> expressions = Files.readAllLines(Path.of("src/test/resources/words.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        write("lakeward.yaml", """
                platform: words
                version: 1
                databases:
                  app: {engine: postgres, migrations: db, capture: {tables: [t]}}
                """);
        write("db/001.sql", "select 1;\n");
        write("schemas/app.yaml", """
                tables:
                  t:
                    key: [id]
                    columns:
                      id: {type: bigint, declared: bigint, nullable: false}
                      i: {type: int, declared: integer}
                      n: {type: bigint, declared: bigint}
                      d: {type: "decimal(10,2)", declared: "numeric(10,2)"}
                      f: {type: double, declared: double precision}
                      s: {type: string, declared: text}
                      u: {type: string, declared: text}
                      day: {type: date, declared: date}
                      moment: {type: timestamp, declared: timestamptz}
                      wall: {type: timestamp_ntz, declared: timestamp}
                      yes: {type: boolean, declared: boolean}
                """);
        for (int i = 0; i < expressions.size(); i++) {
            String expression = expressions.get(i);
            String select = expression.startsWith(ALL)
                    ? "select cast(1 as bigint) as id, %s as v from processed.t"
                            .formatted(expression.substring(ALL.length()))
                    : "select t.id as id, %s as v from processed.t as t".formatted(expression);
            write("models/m%03d.sql".formatted(i), "CREATE MATERIALIZED VIEW m%03d AS\n%s\n".formatted(i, select));
        }
        try (DuckDb duckdb = DuckDb.open(folder, ByteSize.mebibytes(128), 1)) {
            Result read = Definitions.readAsWritten(folder, new DuckDbParser(duckdb));
            if (!(read instanceof Result.Valid valid)) {
                throw new AssertionError(read.toString());
            }
            Map<String, Model> byName =
                    valid.platform().models().stream().collect(Collectors.toMap(Model::name, m -> m));
            for (int i = 0; i < expressions.size(); i++) {
                MODELS.put(expressions.get(i), byName.get("m%03d".formatted(i)));
            }
        }
    }

    private static void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void everyFunctionOfTheListIsTried() throws IOException {
        Pattern row = Pattern.compile("\\| `([a-z0-9_]+)\\(.*");
        List<String> functions = Files.readAllLines(Path.of("../../docs/sql.md")).stream()
                .dropWhile(line -> !line.equals("## Any type"))
                .takeWhile(line -> !line.startsWith("## Casts"))
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(functions)
                .hasSizeGreaterThan(60)
                .allSatisfy(function -> assertThat(MODELS.keySet())
                        .anyMatch(expression -> Pattern.compile("\\b%s\\(".formatted(function))
                                .matcher(expression)
                                .find()));
    }

    @Test
    void sparkGivesWhatTheLocalEngineGives() throws Exception {
        Map<String, String> here = onDuckDb();
        Map<String, String> there = onSpark();

        Map<String, String> differences = new LinkedHashMap<>();
        here.forEach((expression, result) -> {
            if (!result.equals(there.get(expression))) {
                differences.put(expression, "%s, and on Spark %s".formatted(result, there.get(expression)));
            }
        });
        assertThat(differences).isEmpty();
    }

    private static String ordered(String sql) {
        return "select v from (\n%s\n) as r order by id".formatted(sql);
    }

    private static Map<String, String> onDuckDb() throws Exception {
        Map<String, String> results = new LinkedHashMap<>();
        try (DuckDb duckdb = DuckDb.open(folder, ByteSize.mebibytes(128), 1);
                Connection connection = duckdb.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("set timezone = 'UTC'");
            statement.execute("create schema processed");
            statement.execute("create view processed.t as " + ROWS.formatted("varchar", "timestamptz", "timestamp"));
            for (Map.Entry<String, Model> model : MODELS.entrySet()) {
                List<String> rows = new ArrayList<>();
                try (ResultSet row =
                        statement.executeQuery(ordered(model.getValue().query().sql()))) {
                    while (row.next()) {
                        rows.add(plain(String.valueOf(row.getObject(1))));
                    }
                }
                results.put(model.getKey(), String.join(";", rows));
            }
        }
        return results;
    }

    private static Map<String, String> onSpark() throws IOException, InterruptedException {
        List<String> statements = new ArrayList<>(List.of(
                "create database processed",
                "create view processed.t as " + ROWS.formatted("string", "timestamp", "timestamp_ntz")));
        MODELS.values()
                .forEach(model -> statements.add(ordered(Sql.of(model.query().sql()))));
        List<String> answers = SparkProcess.run(SPARK, folder, statements);
        Map<String, String> results = new LinkedHashMap<>();
        int next = statements.size() - MODELS.size();
        for (String expression : MODELS.keySet()) {
            results.put(
                    expression,
                    Pattern.compile(";")
                            .splitAsStream(answers.get(next++))
                            .map(SparkWordsTest::plain)
                            .collect(Collectors.joining(";")));
        }
        return results;
    }

    /** Returns numbers as both engines' text would have them if they wrote them alike. */
    private static String plain(String value) {
        try {
            return new BigDecimal(value).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException other) {
            return value;
        }
    }
}
