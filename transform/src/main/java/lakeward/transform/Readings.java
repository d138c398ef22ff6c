package lakeward.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.Reading;
import lakeward.core.port.TableStore;

/** Versions of several tables, open for reading until this is closed. For use by one thread. */
final class Readings implements AutoCloseable {
    private final TableStore store;
    private final List<Reading> open = new ArrayList<>();

    Readings(TableStore store) {
        this.store = store;
    }

    static Readings of(TableStore store, Map<TableId, Long> versions) {
        Readings readings = new Readings(store);
        try {
            versions.forEach((table, version) -> readings.open.add(store.read(table, version)));
            return readings;
        } catch (RuntimeException e) {
            readings.close();
            throw e;
        }
    }

    /** Returns what stands in a FROM clause for the table; it must be open. */
    String relation(TableId table) {
        return open.stream()
                .filter(reading -> reading.version().table().equals(table))
                .findFirst()
                .orElseThrow()
                .relation();
    }

    /** Opens one more version and returns what stands in a FROM clause for it. */
    String open(TableVersion version) {
        Reading reading = store.read(version.table(), version.version());
        open.add(reading);
        return reading.relation();
    }

    @Override
    public void close() {
        open.forEach(Reading::close);
        open.clear();
    }
}
