package lakeward.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;
import lakeward.core.port.Reading;
import lakeward.core.port.TableStore;

/** The lake's tables as people ask for them. */
final class TableList {
    private final TableStore store;

    TableList(TableStore store) {
        this.store = store;
    }

    /** A table as it stands. */
    record Line(
            String table, long version, Instant committedAt, long rows, List<ColumnLine> columns, List<String> key) {}

    /** A column of it. */
    record ColumnLine(String name, String type, boolean nullable, String declared) {}

    List<Line> tables() {
        return store.tables().stream()
                .map(store::latest)
                .flatMap(Optional::stream)
                .map(this::line)
                .toList();
    }

    /** Finds {@code raw.orders}, or {@code orders} in curated, else processed. */
    TableId find(String name) {
        return store.tables().stream()
                .filter(table -> table.toString().equalsIgnoreCase(name))
                .findFirst()
                .or(() -> bare(name, Zone.CURATED))
                .or(() -> bare(name, Zone.PROCESSED))
                .orElseThrow(() -> new PlatformException(Fault.DEFINITION, missing(name)));
    }

    private String missing(String name) {
        return store.tables().isEmpty()
                ? "Cannot find table '%s': the lake has no tables yet. Fill it with `lakeward up`.".formatted(name)
                : "Cannot find table '%s': there are %s.".formatted(name, store.tables());
    }

    private Optional<TableId> bare(String name, Zone zone) {
        return store.tables().stream()
                .filter(table -> table.zone() == zone && table.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private Line line(TableVersion version) {
        try (Reading reading = store.read(version.table(), version.version())) {
            List<ColumnLine> columns =
                    reading.schema().columns().stream().map(TableList::line).toList();
            return new Line(
                    version.table().toString(),
                    version.version(),
                    version.committedAt(),
                    reading.rows(),
                    columns,
                    reading.schema().key());
        }
    }

    private static ColumnLine line(Column column) {
        return new ColumnLine(column.name(), column.type().toString(), column.nullable(), column.declared());
    }
}
