package lakeward.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Durably;

/** Writes Parquet files of a table. */
final class DataWriter {
    private static final String PREFIX = "lakeward-";

    private DataWriter() {}

    /**
     * Writes the result of a query to a new file and forces it to disk.
     *
     * @param query whose columns are the schema's, by name
     * @return the file, or empty if the result was
     */
    static Optional<DataFile> write(Workspace workspace, Path table, DeltaSchema schema, String query) {
        String name = PREFIX + UUID.randomUUID() + ".parquet";
        Path file = table.resolve(name);
        String columns = schema.fields().stream()
                .map(field -> Sql.name(field.name()) + " as " + Sql.name(field.physicalName()))
                .collect(Collectors.joining(", "));
        String ids = schema.fields().stream()
                .map(field -> Sql.name(field.physicalName()) + ": " + field.id())
                .collect(Collectors.joining(", ", "{", "}"));
        String copy =
                "copy (select %s from (%s)) to %s (format parquet, compression zstd, use_tmp_file false, field_ids %s, return_stats)"
                        .formatted(columns, query, Sql.text(file.toString()), ids);
        try {
            Files.createDirectories(table);
            Optional<DataFile> written = workspace.query(copy, rows -> {
                if (!rows.next() || rows.getLong("count") == 0) {
                    return Optional.empty();
                }
                String stats =
                        Statistics.json(schema, rows.getLong("count"), (Map<?, ?>) rows.getObject("column_statistics"));
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
                Durably.force(file);
                Durably.force(table);
            } else {
                Files.deleteIfExists(file);
            }
            return written;
        } catch (IOException e) {
            throw LakeFailure.of("write " + file, e);
        }
    }

    /** Whether a file of this name was written here. */
    static boolean isOurs(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }
}
