package lakeward.runtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.QueryResult;
import lakeward.core.port.Replacement;
import lakeward.core.port.TableStore;
import lakeward.duckdb.Sql;

/** Which captured tables are stopped and why, kept as a table of zone quarantine so that a restart knows. */
final class StoppedTables {
    private static final TableId TABLE = new TableId(Zone.QUARANTINE, "stopped_tables");
    private static final TableSchema SCHEMA = new TableSchema(
            List.of(new Column("captured", Type.STRING, false), new Column("why", Type.STRING, false)),
            List.of("captured"));

    private final TableStore store;
    private final Map<String, String> stopped = new TreeMap<>();

    StoppedTables(TableStore store, QueryEngine queries) {
        this.store = store;
        if (store.latest(TABLE).isPresent()) {
            try (QueryResult rows = queries.query("select captured, why from " + TABLE)) {
                rows.next().ifPresent(row -> read(rows, row));
            }
        }
    }

    synchronized Map<String, String> all() {
        return Map.copyOf(stopped);
    }

    synchronized void add(CapturedTable table, String why) {
        if (!why.equals(stopped.put(table.toString(), why))) {
            write();
        }
    }

    synchronized void remove(CapturedTable table) {
        if (stopped.remove(table.toString()) != null) {
            write();
        }
    }

    private void read(QueryResult rows, List<Object> first) {
        List<Object> row = first;
        while (row != null) {
            stopped.put((String) row.get(0), (String) row.get(1));
            row = rows.next().orElse(null);
        }
    }

    private void write() {
        StringBuilder query = new StringBuilder("select '' as captured, '' as why where false");
        stopped.forEach((table, why) -> query.append(" union all select ")
                .append(Sql.text(table))
                .append(", ")
                .append(Sql.text(why)));
        store.replace(TABLE, SCHEMA, new Replacement(query.toString(), Map.of(), Map.of()));
    }
}
