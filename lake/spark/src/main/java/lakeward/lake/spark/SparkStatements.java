package lakeward.lake.spark;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs each argument as a statement of Spark SQL and prints the first row of its result as {@code RESULT value|value}. */
public final class SparkStatements {
    private SparkStatements() {}

    public static void main(String[] statements) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "1")
                .config("spark.databricks.delta.snapshotPartitions", "1")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate()) {
            for (String statement : statements) {
                Row[] rows = (Row[]) spark.sql(statement).take(1);
                System.out.println("RESULT " + (rows.length == 0 ? "" : text(rows[0])));
            }
        }
    }

    private static String text(Row row) {
        return IntStream.range(0, row.length())
                .mapToObj(i -> String.valueOf(row.get(i)))
                .collect(Collectors.joining("|"));
    }
}
