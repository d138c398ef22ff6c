package lakeward.runtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.port.Document;

/** Which of a database's captured tables are stopped and why, kept so that a restart knows. */
final class StoppedTables {
    private static final String TO_BE_READ = "Its log was given up; it is to be read whole.";

    private final Document document;
    private final Map<String, String> stopped;

    StoppedTables(Document document) {
        this.document = document;
        this.stopped = new TreeMap<>(document.entries());
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

    /** What is not kept does not count. */
    private void write(Map<String, String> next) {
        document.write(next);
        stopped.clear();
        stopped.putAll(next);
    }
}
