package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.ColumnTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.plan.Content;

/** A table's columns as Unity Catalog's API takes them: the same type three times, in three spellings. */
final class Columns {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");

    private Columns() {}

    static List<ColumnInfo> of(List<Values> columns) {
        List<ColumnInfo> infos = new ArrayList<>();
        for (Values column : columns) {
            infos.add(info(column, infos.size()));
        }
        return infos;
    }

    private static ColumnInfo info(Values column, long position) {
        String type = column.text("type");
        ColumnInfo info = new ColumnInfo()
                .setName(column.text("name"))
                .setPosition(position)
                .setNullable(column.truth("nullable"))
                .setTypeText(type)
                .setTypeName(typeName(type))
                .setTypeJson(field(column));
        Matcher decimal = DECIMAL.matcher(type);
        if (decimal.matches()) {
            info.setTypePrecision(Long.parseLong(decimal.group(1))).setTypeScale(Long.parseLong(decimal.group(2)));
        }
        return info.setComment(column.optional("comment").orElse(null));
    }

    private static ColumnTypeName typeName(String type) {
        return switch (type) {
            case "smallint" -> ColumnTypeName.SHORT;
            case "int" -> ColumnTypeName.INT;
            case "bigint" -> ColumnTypeName.LONG;
            case "boolean" -> ColumnTypeName.BOOLEAN;
            case "float" -> ColumnTypeName.FLOAT;
            case "double" -> ColumnTypeName.DOUBLE;
            case "string" -> ColumnTypeName.STRING;
            case "binary" -> ColumnTypeName.BINARY;
            case "date" -> ColumnTypeName.DATE;
            case "timestamp" -> ColumnTypeName.TIMESTAMP;
            case "timestamp_ntz" -> ColumnTypeName.TIMESTAMP_NTZ;
            default -> {
                if (DECIMAL.matcher(type).matches()) {
                    yield ColumnTypeName.DECIMAL;
                }
                throw new IllegalArgumentException(
                        "Cannot register a column of type %s: Unity Catalog's name of it is not known. Add it to Columns."
                                .formatted(type));
            }
        };
    }

    /** Returns the column as Spark writes a field of a schema. */
    private static String field(Values column) {
        return Content.empty()
                .with("name", column.text("name"))
                .with("type", sparkName(column.text("type")))
                .with("nullable", column.truth("nullable"))
                .with("metadata", Content.empty().with("comment", column.optional("comment")))
                .toJson();
    }

    private static String sparkName(String type) {
        return switch (type) {
            case "smallint" -> "short";
            case "int" -> "integer";
            case "bigint" -> "long";
            default -> type;
        };
    }
}
