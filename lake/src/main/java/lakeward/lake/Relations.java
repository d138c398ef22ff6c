package lakeward.lake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/** Writes the SQL that reads data files under their table's names and without deleted rows. */
final class Relations {
    private Relations() {}

    /** Returns a query over the files' rows, with all columns of the schema, for as long as they are held. */
    static String query(LocalData data, DeltaSchema schema, Collection<DataFile> files) {
        List<String> parts = new ArrayList<>();
        Map<String, List<DataFile>> whole = new LinkedHashMap<>();
        for (DataFile file : files) {
            String columns = columns(schema, file);
            if (file.deletions().isEmpty()) {
                whole.computeIfAbsent(columns, any -> new ArrayList<>()).add(file);
            } else {
                parts.add("select %s from %s as f anti join %s as d on f.file_row_number = d.row"
                        .formatted(
                                columns,
                                parquet(data, schema, List.of(file)),
                                Deletions.relation(
                                        data.table(), file.deletions().get())));
            }
        }
        whole.forEach((columns, group) ->
                parts.add("select %s from %s".formatted(columns, parquet(data, schema, typicalFirst(group)))));
        return parts.isEmpty() ? none(schema) : String.join(" union all ", parts);
    }

    /** Returns a relation over the files' rows under their physical names, deleted ones included. */
    static String parquet(LocalData data, DeltaSchema schema, List<DataFile> files) {
        List<String> paths = data.paths(files);
        boolean isForeign = files.stream().anyMatch(file -> file.newestColumn() == 0);
        if (!isForeign) {
            return "read_parquet(%s)".formatted(Sql.texts(paths));
        }
        String columns = schema.fields().stream()
                .map(field -> "%d: {name: %s, type: %s, default_value: null}"
                        .formatted(
                                field.id(),
                                Sql.text(field.physicalName()),
                                Sql.text(field.column().type().duckdb())))
                .collect(Collectors.joining(", ", "map {", "}"));
        return "read_parquet(%s, schema = %s)".formatted(Sql.texts(paths), columns);
    }

    // Of a file that was written before a column came, the column's values are null.
    private static String columns(DeltaSchema schema, DataFile file) {
        return schema.fields().stream()
                .map(field -> {
                    boolean isThere = file.newestColumn() == 0 || field.id() <= file.newestColumn();
                    String value = isThere
                            ? Sql.name(field.physicalName())
                            : "null::" + field.column().type().duckdb();
                    return value + " as " + Sql.name(field.name());
                })
                .collect(Collectors.joining(", "));
    }

    // DuckDB takes the first file's rows for every file's.
    private static List<DataFile> typicalFirst(List<DataFile> files) {
        double mean = files.stream().mapToLong(DataFile::rows).average().orElse(0);
        List<DataFile> sorted = new ArrayList<>(files);
        DataFile typical = sorted.stream()
                .min(Comparator.comparingDouble(file -> Math.abs(file.rows() - mean)))
                .orElseThrow();
        sorted.remove(typical);
        sorted.add(0, typical);
        return sorted;
    }

    private static String none(DeltaSchema schema) {
        return schema.fields().stream()
                .map(field -> "null::" + field.column().type().duckdb() + " as " + Sql.name(field.name()))
                .collect(Collectors.joining(", ", "select ", " where false"));
    }
}
