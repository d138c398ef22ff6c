package lakeward.transform;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.contract.StillClock;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Column;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.Position;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.ModelRun;
import lakeward.core.port.QueryResult;
import lakeward.core.port.Replacement;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;
import lakeward.lake.DeltaLake;

/** Delta tables in a directory, and the DuckDB that models and queries run on. */
final class LakeFixture implements AutoCloseable {
    static final String SOURCE = "lakeward:7:app:lakeward";
    static final Instant BEGINNING = Instant.parse("2026-11-22T10:00:00Z");

    private static final Pattern TABLE =
            Pattern.compile("\\b((?:raw|processed|curated|quarantine)\\.\\w+)\\b( as \\w+)?");

    final DuckDb duckdb;
    final DeltaLake lake;
    private final StillClock clock = new StillClock(BEGINNING);
    private final DuckDbModels models;
    private final DuckDbQueries queries;

    LakeFixture(Path directory) {
        duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(256), 1);
        lake = new DeltaLake(directory.resolve("lake"), duckdb, LakeSettings.DEFAULT, clock);
        models = new DuckDbModels(lake, duckdb);
        queries = new DuckDbQueries(lake, duckdb, new DuckDbParser(duckdb));
    }

    void move(Duration by) {
        clock.move(by);
    }

    /** Makes rows the table's content. */
    TableVersion put(String table, TableSchema schema, String rows) {
        return lake.replace(TableId.parse(table), schema, new Replacement(rows, Map.of(), Map.of()));
    }

    /** Runs a model over the newest versions of what it reads. */
    ModelRun run(Model model, long position) {
        Map<TableId, Long> inputs = new LinkedHashMap<>();
        for (Query.Reference read : model.query().reads()) {
            inputs.put(read.table(), lake.latest(read.table()).orElseThrow().version());
        }
        return models.run(model, inputs, Map.of(SOURCE, new Position(position)));
    }

    QueryResult open(String sql) {
        return queries.query(sql);
    }

    List<List<Object>> query(String sql) {
        try (QueryResult result = open(sql)) {
            List<List<Object>> rows = new ArrayList<>();
            for (Optional<List<Object>> row = result.next(); row.isPresent(); row = result.next()) {
                rows.add(row.get());
            }
            return rows;
        }
    }

    static TableSchema schema(Column... columns) {
        return new TableSchema(List.of(columns), List.of());
    }

    static Column column(String name, Type type) {
        return new Column(name, type, true);
    }

    /** Returns a model whose tables are found by their zones. */
    static Model model(String name, String sql, TableSchema schema, Expectation... expectations) {
        List<Query.Reference> reads = new ArrayList<>();
        Matcher tables = TABLE.matcher(sql);
        while (tables.find()) {
            reads.add(new Query.Reference(
                    tables.start(1), tables.end(1), TableId.parse(tables.group(1)), tables.group(2) != null));
        }
        return new Model(
                name,
                new Query(sql, reads),
                schema,
                List.of(expectations),
                Duration.ZERO,
                "models/%s.sql".formatted(name));
    }

    @Override
    public void close() {
        lake.close();
        duckdb.close();
    }
}
