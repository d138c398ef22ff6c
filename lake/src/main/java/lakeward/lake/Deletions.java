package lakeward.lake;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import lakeward.core.platform.TableId;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DeletionVector;
import lakeward.lake.log.DeletionVectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Deletion vectors that were read or written last, and a function of DuckDB that tells their row numbers. Safe for use by
 * many threads; the bitmaps it gives must not be changed.
 */
final class Deletions {
    private static final String FUNCTION = "lakeward_deleted_rows";
    private static final int KEPT = 1_000;

    /** One vector of one table. */
    private record Key(TableId table, DeletionVector vector) {
        static Key parse(String text) {
            String[] parts = text.split("\\|", 6);
            return new Key(
                    TableId.parse(parts[5]),
                    new DeletionVector(
                            parts[0],
                            parts[1],
                            Integer.parseInt(parts[2]),
                            Integer.parseInt(parts[3]),
                            Long.parseLong(parts[4])));
        }

        /** Returns text that {@link #parse} reads; no part but the last can hold a bar. */
        @Override
        public String toString() {
            return "%s|%s|%d|%d|%d|%s"
                    .formatted(
                            vector.storage(), vector.location(), vector.offset(), vector.size(), vector.count(), table);
        }
    }

    private final Map<Key, RoaringBitmap> cache = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RoaringBitmap> eldest) {
            return size() > KEPT;
        }
    });

    private final Function<TableId, LakeTable> tables;

    Deletions(Function<TableId, LakeTable> tables) {
        this.tables = tables;
    }

    /** Makes the function known to DuckDB. */
    void register(DuckDBConnection connection) throws SQLException {
        DuckDBFunctions.tableFunction()
                .withName(FUNCTION)
                .withParameter(DuckDBColumnType.VARCHAR)
                .withFunction(new RowNumbers())
                .register(connection);
    }

    RoaringBitmap read(TableId table, DeletionVector vector) {
        Key key = new Key(table, vector);
        RoaringBitmap known = cache.get(key);
        if (known != null) {
            return known;
        }
        try {
            RoaringBitmap read = DeletionVectors.read(tables.apply(table).files(), vector);
            cache.put(key, read);
            return read;
        } catch (IOException e) {
            throw LakeFailure.of("read which rows are deleted in " + table, e);
        }
    }

    void remember(TableId table, DeletionVector vector, RoaringBitmap bitmap) {
        cache.put(new Key(table, vector), bitmap);
    }

    /** Returns a relation with one column {@code row}, for a FROM clause. */
    static String relation(TableId table, DeletionVector vector) {
        return FUNCTION + "(" + Sql.text(new Key(table, vector).toString()) + ")";
    }

    private final class RowNumbers implements DuckDBTableFunction<RoaringBitmap, PeekableIntIterator, Object> {
        @Override
        public RoaringBitmap bind(DuckDBTableFunctionBindInfo info) throws SQLException {
            Key key = Key.parse(info.getParameter(0).getString());
            info.addResultColumn("row", DuckDBColumnType.BIGINT);
            info.setCardinality(key.vector().count(), true);
            return read(key.table(), key.vector());
        }

        @Override
        public PeekableIntIterator init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1);
            return info.<RoaringBitmap>getBindData().getIntIterator();
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
            PeekableIntIterator rows = info.getInitData();
            DuckDBWritableVector vector = chunk.vector(0);
            long count = 0;
            while (count < chunk.capacity() && rows.hasNext()) {
                vector.setLong(count++, Integer.toUnsignedLong(rows.next()));
            }
            return count;
        }
    }
}
