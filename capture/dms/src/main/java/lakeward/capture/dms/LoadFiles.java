package lakeward.capture.dms;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;

/** The files of full loads: {@code public/orders/LOAD00000001.csv} and on, with hexadecimal numbers. */
final class LoadFiles {
    /** Before the columns there is the operation. */
    static final int FIRST_COLUMN = 1;

    private static final Pattern NAME = Pattern.compile("LOAD[0-9A-Fa-f]{8}\\.(csv|parquet)");

    private final Landing landing;
    private final DmsSettings settings;
    private final Clock clock;

    LoadFiles(Landing landing, DmsSettings settings, Clock clock) {
        this.landing = landing;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the files of a table's load, in order. */
    List<Landed> of(SourceTable table) {
        String folder = table.schema() + "/" + table.name();
        List<Landed> files = landing.list(folder, "");
        for (Landed file : files) {
            if (!NAME.matcher(file.name()).matches()) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot read %s/%s/%s: its name is not of the form LOAD00000001.csv. Have DMS write changes in transaction order, to folder %s."
                                .formatted(landing.place(), folder, file.name(), DmsFormat.CHANGES));
            }
        }
        return files;
    }

    /**
     * Returns when the last file of the load came, in milliseconds since 1970, or 0 if the tables were empty.
     *
     * @throws PlatformException of fault ENVIRONMENT if the load has not begun, or may go on
     */
    long loadedAt(Collection<SourceTable> tables) {
        Optional<Instant> last = last(tables);
        if (last.isEmpty() && landing.list(DmsFormat.CHANGES, "").isEmpty()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s yet: DMS has not written anything. Start its task, and wait."
                            .formatted(landing.place()));
        }
        if (last.isPresent() && last.get().plus(settings.loaded()).isAfter(clock.instant())) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s yet: a file of a full load came at %s, and others may follow within %d s. Wait."
                            .formatted(
                                    landing.place(),
                                    last.get(),
                                    settings.loaded().toSeconds()));
        }
        return millis(last);
    }

    /**
     * Makes sure that no other load has begun since.
     *
     * @param loadedAt when the last file of the load came, in milliseconds since 1970
     * @throws PlatformException of fault ENVIRONMENT if one has
     */
    void requireSame(Collection<SourceTable> tables, long loadedAt) {
        Optional<Instant> last = last(tables);
        if (millis(last) != loadedAt) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot go on reading %s: DMS began to load its tables anew, and changes from before may be missing. Wait; the tables are read anew when the load is done."
                            .formatted(landing.place()));
        }
    }

    private Optional<Instant> last(Collection<SourceTable> tables) {
        return tables.stream()
                .flatMap(table -> of(table).stream())
                .map(Landed::changedAt)
                .max(Instant::compareTo);
    }

    private static long millis(Optional<Instant> last) {
        return last.map(Instant::toEpochMilli).orElse(0L);
    }

    /** Gives the rows of a table's load. */
    void read(CapturedTable table, TableAtPosition rows) {
        try (ParquetFiles parquet = new ParquetFiles()) {
            for (Landed file : of(table.source())) {
                if (file.name().endsWith(".parquet")) {
                    readParquet(file, parquet, table.schema(), rows);
                } else {
                    readCsv(file, rows);
                }
            }
        }
    }

    private void readParquet(Landed file, ParquetFiles parquet, TableSchema schema, TableAtPosition table) {
        int number = 0;
        try {
            ParquetRows rows = parquet.open(landing.read(file), schema);
            while (rows.next()) {
                number++;
                table.load(rows, 0);
            }
        } catch (UnreadableException e) {
            throw unreadable(file, number, e);
        }
    }

    private void readCsv(Landed file, TableAtPosition table) {
        CsvRows rows = new CsvRows(landing.read(file));
        try {
            while (rows.next()) {
                table.rows().requireLoaded(rows);
                if (rows.isLast() && !rows.isEnded()) {
                    throw new UnreadableException("the file ends amid the row");
                }
                table.load(rows, FIRST_COLUMN);
            }
        } catch (UnreadableException e) {
            throw unreadable(file, rows.number(), e);
        }
    }

    private PlatformException unreadable(Landed file, int row, UnreadableException e) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot read %s/%s/%s, row %d: %s. If the table's columns changed, run `lakeward schema pull`; then have DMS load it anew."
                        .formatted(landing.place(), file.folder(), file.name(), row, e.getMessage()),
                e);
    }
}
