package lakeward.lake.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs each argument as a statement of Spark SQL and prints its result as {@code RESULT value|value;value|value}, or why there
 * is none.
 */
public final class SparkStatements {
    private static final int MOST_ROWS = 100;

    private SparkStatements() {}

    public static void main(String[] statements) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "1")
                .config("spark.databricks.delta.snapshotPartitions", "1")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate()) {
            for (String statement : statements) {
                System.out.println("RESULT " + result(spark, statement));
            }
        }
    }

    private static String result(SparkSession spark, String statement) {
        try {
            Row[] rows = (Row[]) spark.sql(statement).take(MOST_ROWS);
            return Arrays.stream(rows).map(SparkStatements::text).collect(Collectors.joining(";"));
        } catch (Exception refused) {
            // Scala declares none of what it throws.
            return String.valueOf(refused.getMessage()).replaceAll("\\s+", " ");
        }
    }

    private static String text(Row row) {
        return IntStream.range(0, row.length())
                .mapToObj(i -> String.valueOf(row.get(i)))
                .collect(Collectors.joining("|"));
    }
}
