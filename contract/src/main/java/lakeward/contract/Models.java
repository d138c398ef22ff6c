package lakeward.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.Column;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Model;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.QueryResult;
import lakeward.core.port.Replacement;
import lakeward.core.port.TableStore;

/** Models, tables and questions as tests write them. */
public final class Models {
    private static final Pattern TABLE =
            Pattern.compile("\\b((?:raw|processed|curated|quarantine)\\.\\w+)\\b( as \\w+)?");

    private Models() {}

    /** Returns a schema without a key. */
    public static TableSchema schema(Column... columns) {
        return new TableSchema(List.of(columns), List.of());
    }

    /** Returns a column that may be null. */
    public static Column column(String name, Type type) {
        return new Column(name, type, true);
    }

    /** Returns a model whose tables are found by their zones. */
    public static Model model(String name, String sql, TableSchema schema, Expectation... expectations) {
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

    /** Returns the newest version of each table that a model reads. */
    public static Map<TableId, Long> newestInputs(Model model, TableStore store) {
        Map<TableId, Long> inputs = new LinkedHashMap<>();
        for (Query.Reference read : model.query().reads()) {
            inputs.put(read.table(), store.latest(read.table()).orElseThrow().version());
        }
        return inputs;
    }

    /** Makes rows, a query, the table's content. */
    public static TableVersion put(TableStore store, String table, TableSchema schema, String rows) {
        return store.replace(TableId.parse(table), schema, new Replacement(rows, Map.of(), Map.of()));
    }

    /** Returns every row of an answer. */
    public static List<List<Object>> rows(QueryEngine queries, String sql) {
        try (QueryResult result = queries.query(sql)) {
            List<List<Object>> rows = new ArrayList<>();
            for (Optional<List<Object>> row = result.next(); row.isPresent(); row = result.next()) {
                rows.add(row.get());
            }
            return rows;
        }
    }
}
