package lakeward.capture.dms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;

/**
 * Writes files as DMS documents them: full loads, and changes in transaction order with {@code PreserveTransactions}, each row
 * with the three columns that our table mappings add.
 *
 * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html">Amazon S3 as a target</a>
 */
final class DmsFiles {
    /** When the first file is made. */
    static final Instant BEGIN = Instant.parse("2026-11-25T10:00:00Z");

    /** Stands for a value that the source left out. */
    static final String UNCHANGED = new String(DmsFormat.UNCHANGED);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final DateTimeFormatter HUNDREDTHS = DateTimeFormatter.ofPattern("uuuuMMddHHmmssSS", Locale.ROOT);

    private final Path directory;
    private Instant now = BEGIN;
    private long lsn = 0x1000;
    private long counter;

    /** A row of a file of changes. */
    record Change(String operation, SourceTable table, List<String> values, long lsn) {}

    /** What committed at one moment. */
    record Transaction(Instant committedAt, List<Change> changes) {}

    DmsFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Has time go on. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Returns a change, of which a null is no value. */
    Change change(String operation, SourceTable table, String... values) {
        lsn += 0x38;
        return new Change(operation, table, Arrays.asList(values), lsn);
    }

    /** Returns a transaction that commits now, and lets time pass. */
    Transaction transaction(Change... changes) {
        now = now.plusNanos(1_234_000);
        return new Transaction(now, List.of(changes));
    }

    /** Writes a file of changes that is made now; returns the position of its last transaction. */
    Position write(Transaction... transactions) {
        now = now.plusMillis(10);
        return write(Place.file(now), transactions);
    }

    /** Writes a file of changes with this name; returns the position of its last transaction. */
    Position write(String name, Transaction... transactions) {
        StringBuilder rows = new StringBuilder();
        int row = 1;
        int first = 1;
        for (Transaction transaction : transactions) {
            first = row;
            for (Change change : transaction.changes()) {
                rows.append(row(change, transaction.committedAt())).append('\n');
                row++;
            }
        }
        write(DmsFormat.CHANGES, name, rows.toString());
        return Place.of(name, first);
    }

    /** Returns the text of a row of changes, without its new line. */
    String row(Change change, Instant committedAt) {
        counter += 4;
        List<String> fields = new ArrayList<>(List.of(
                change.operation(), change.table().name(), change.table().schema()));
        fields.addAll(change.values());
        fields.addAll(
                added(committedAt, "%08X/%08X".formatted(change.lsn() >>> 32, change.lsn()), sequence(committedAt)));
        return csv(fields);
    }

    /** Writes a file of a table's full load, which is transferred now. */
    void load(SourceTable table, int number, List<List<String>> rows) {
        String text = rows.stream()
                .map(row -> {
                    List<String> fields = new ArrayList<>(List.of("I"));
                    fields.addAll(row);
                    fields.addAll(added(now, "", ""));
                    return csv(fields) + "\n";
                })
                .collect(Collectors.joining());
        write(folder(table), "LOAD%08X.csv".formatted(number), text);
    }

    static String folder(SourceTable table) {
        return table.schema() + "/" + table.name();
    }

    /** Writes a file, which then was changed now. */
    Path write(String folder, String name, String text) {
        try {
            Path file = Files.createDirectories(directory.resolve(folder)).resolve(name);
            Path draft = Files.writeString(directory.resolve(name + ".draft"), text);
            Files.setLastModifiedTime(draft, FileTime.from(now));
            return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> added(Instant committedAt, String position, String sequence) {
        return List.of(TIME.format(LocalDateTime.ofInstant(committedAt, ZoneOffset.UTC)), position, sequence);
    }

    private String sequence(Instant committedAt) {
        return "%s%019d".formatted(HUNDREDTHS.format(LocalDateTime.ofInstant(committedAt, ZoneOffset.UTC)), counter);
    }

    private static String csv(List<String> fields) {
        return fields.stream().map(DmsFiles::quoted).collect(Collectors.joining(","));
    }

    // By identity: the texts may be values.
    @SuppressWarnings("ReferenceEquality")
    private static String quoted(String field) {
        if (field == null) {
            return DmsFormat.NULL;
        }
        if (field == UNCHANGED) {
            return DmsFormat.UNCHANGED;
        }
        boolean quotes = field.contains("\"") || field.contains(",") || field.contains("\n");
        return quotes ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
