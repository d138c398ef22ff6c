package lakeward.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/** Writes Parquet files of a table. */
final class DataWriter {
    private static final String PREFIX = "lakeward-";

    private static final long ROWS_PER_GROUP = 122_880;
    private static final long LEAST_ROWS_PER_GROUP = 2_048;
    private static final long BYTES_PER_GROUP = 16L << 20;
    /** About how much larger rows are in memory than in a file. */
    private static final long UNCOMPRESSED = 4;

    private DataWriter() {}

    /**
     * Writes the result of a query to a new file of the table.
     *
     * @param query whose columns are the schema's, by name
     * @param rowSize about how many bytes a row has; 0 if that is not known
     * @return the file, or empty if the result was
     */
    static Optional<DataFile> write(
            Workspace workspace, LakeTable table, DeltaSchema schema, String query, long rowSize) {
        String name = PREFIX + UUID.randomUUID() + ".parquet";
        String columns = schema.fields().stream()
                .map(field -> Sql.name(field.name()) + " as " + Sql.name(field.physicalName()))
                .collect(Collectors.joining(", "));
        String ids = schema.fields().stream()
                .map(field -> Sql.name(field.physicalName()) + ": " + field.id())
                .collect(Collectors.joining(", ", "{", "}"));
        try {
            Path draft = table.files().draft(name);
            boolean isPublished = false;
            try {
                String copy =
                        "copy (select %s from (%s)) to %s (format parquet, compression zstd, compression_level 1, use_tmp_file false, row_group_size %d, field_ids %s, return_stats)"
                                .formatted(columns, query, Sql.text(draft.toString()), rowsPerGroup(rowSize), ids);
                Optional<DataFile> written = workspace.query(copy, rows -> {
                    if (!rows.next() || rows.getLong("count") == 0) {
                        return Optional.empty();
                    }
                    String stats = Statistics.json(
                            schema, rows.getLong("count"), (Map<?, ?>) rows.getObject("column_statistics"));
                    return Optional.of(new DataFile(
                            name,
                            rows.getLong("file_size_bytes"),
                            System.currentTimeMillis(),
                            rows.getLong("count"),
                            schema.newestColumn(),
                            stats,
                            Optional.empty()));
                });
                if (written.isPresent()) {
                    table.files().publish(name, draft);
                    isPublished = true;
                }
                return written;
            } finally {
                if (!isPublished) {
                    table.files().discard(draft);
                }
            }
        } catch (IOException e) {
            throw LakeFailure.of("write to " + table.id(), e);
        }
    }

    /** Gives files of a table to another, too, whose schema is {@linkplain DeltaSchema#isPartOf part of} theirs. */
    static List<DataFile> share(Collection<DataFile> files, LakeTable from, LakeTable to, DeltaSchema schema) {
        try {
            from.files()
                    .shareWith(to.files(), files.stream().map(DataFile::path).toList());
        } catch (IOException e) {
            throw LakeFailure.of("write to " + to.id(), e);
        }
        List<DataFile> shared = new ArrayList<>();
        for (DataFile file : files) {
            shared.add(new DataFile(
                    file.path(),
                    file.size(),
                    file.modifiedAt(),
                    file.rows(),
                    schema.newestColumn(),
                    Statistics.of(schema, file.stats()),
                    Optional.empty()));
        }
        return shared;
    }

    // A row group is gathered in memory, by each of DuckDB's threads.
    private static long rowsPerGroup(long rowSize) {
        long fitting = rowSize <= 0 ? ROWS_PER_GROUP : BYTES_PER_GROUP / rowSize;
        return Math.max(LEAST_ROWS_PER_GROUP, Math.min(ROWS_PER_GROUP, fitting));
    }

    /** Returns about how many bytes a row of these files has in memory. */
    static long rowSize(Collection<DataFile> files) {
        long rows = files.stream()
                .mapToLong(DataFile::rows)
                .filter(count -> count > 0)
                .sum();
        long bytes = files.stream().mapToLong(DataFile::size).sum();
        return rows == 0 ? 0 : UNCOMPRESSED * bytes / rows;
    }

    /** Removes files that were written for a commit which was not made. */
    static void discard(LakeTable table, Collection<DataFile> files) {
        try {
            for (DataFile file : files) {
                table.files().delete(table.files().name(file.path()));
            }
        } catch (IOException e) {
            throw LakeFailure.of("remove files of " + table.id(), e);
        }
    }

    /** Whether a file of this name was written here. */
    static boolean isOurs(String name) {
        return name.startsWith(PREFIX);
    }
}
