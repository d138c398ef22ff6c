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

    private static final String TO_BE_READ = "Its log was given up; it is to be read whole.";

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

    /** Whether the table is to be read whole before its changes count again. */
    synchronized boolean isToBeRead(CapturedTable table) {
        return TO_BE_READ.equals(stopped.get(table.toString()));
    }

    /** Whether the table stays out until somebody says what is to become of it. */
    synchronized boolean isStopped(CapturedTable table) {
        return stopped.containsKey(table.toString()) && !isToBeRead(table);
    }

    synchronized String why(CapturedTable table) {
        return stopped.getOrDefault(table.toString(), "");
    }

    synchronized void add(CapturedTable table, String why) {
        Map<String, String> next = new TreeMap<>(stopped);
        if (!why.equals(next.put(table.toString(), why))) {
            write(next);
        }
    }

    /** Says that the log before was given up, so that each of these tables is to be read whole. */
    synchronized void readAnew(List<CapturedTable> tables) {
        Map<String, String> next = new TreeMap<>(stopped);
        tables.forEach(table -> next.put(table.toString(), TO_BE_READ));
        write(next);
    }

    synchronized void remove(CapturedTable table) {
        Map<String, String> next = new TreeMap<>(stopped);
        if (next.remove(table.toString()) != null) {
            write(next);
        }
    }

    private void read(QueryResult rows, List<Object> first) {
        List<Object> row = first;
        while (row != null) {
            stopped.put((String) row.get(0), (String) row.get(1));
            row = rows.next().orElse(null);
        }
    }

    /** What is not on disk does not count. */
    private void write(Map<String, String> next) {
        StringBuilder query = new StringBuilder("select '' as captured, '' as why where false");
        next.forEach((table, why) -> query.append(" union all select ")
                .append(Sql.text(table))
                .append(", ")
                .append(Sql.text(why)));
        store.replace(TABLE, SCHEMA, new Replacement(query.toString(), Map.of(), Map.of()));
        stopped.clear();
        stopped.putAll(next);
    }
}
