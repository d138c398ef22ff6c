package lakeward.contract;

import java.util.Map;
import java.util.stream.Collectors;
import lakeward.core.platform.Column;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.Reading;

/** A version of a table in memory, as a relation of literals in DuckDB's SQL. */
final class MemoryReading implements Reading {
    private final MemoryLake.Version version;

    MemoryReading(MemoryLake.Version version) {
        this.version = version;
    }

    @Override
    public TableVersion version() {
        return version.version();
    }

    @Override
    public TableSchema schema() {
        return version.schema();
    }

    @Override
    public long rows() {
        return version.rows().size();
    }

    @Override
    public String relation() {
        String empty = select(Map.of()) + " where false";
        return version.rows().stream().map(this::select).collect(Collectors.joining(" union all ", "(", ""))
                + (version.rows().isEmpty() ? empty : "")
                + ")";
    }

    private String select(Map<String, String> row) {
        return version.schema().columns().stream()
                .map(column -> value(column, row.get(column.name())) + " as \""
                        + column.name().replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(", ", "select ", ""));
    }

    private static String value(Column column, String text) {
        String type = column.type().duckdb();
        if (text == null) {
            return "null::" + type;
        }
        return switch (column.type().kind()) {
            case TIMESTAMP -> "make_timestamptz(%s)".formatted(text);
            case TIMESTAMP_NTZ -> "make_timestamp(%s)".formatted(text);
            case BINARY -> "unhex('%s')".formatted(text);
            default -> "'%s'::%s".formatted(text.replace("'", "''"), type);
        };
    }

    @Override
    public void close() {}
}
