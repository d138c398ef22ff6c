package lakeward.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TypeTest {
    @Test
    void hasANameEverywhere() {
        String table = Arrays.stream(Type.Kind.values())
                .map(kind -> kind == Type.Kind.DECIMAL ? Type.decimal(12, 2) : new Type(kind, 0, 0))
                .map(type -> String.join(
                        " | ",
                        type.toString(),
                        type.delta(),
                        type.duckdb(),
                        type.glue(),
                        type.snowflake(),
                        type.databricks()))
                .collect(Collectors.joining("\n"));

        assertThat(table).isEqualTo("""
                        boolean | boolean | boolean | boolean | BOOLEAN | boolean
                        smallint | short | smallint | smallint | NUMBER(10,0) | smallint
                        int | integer | integer | int | NUMBER(10,0) | int
                        bigint | long | bigint | bigint | NUMBER(19,0) | bigint
                        float | float | float | float | FLOAT | float
                        double | double | double | double | FLOAT | double
                        decimal(12,2) | decimal(12,2) | decimal(12,2) | decimal(12,2) | NUMBER(12,2) | decimal(12,2)
                        string | string | varchar | string | VARCHAR | string
                        binary | binary | blob | binary | BINARY | binary
                        date | date | date | date | DATE | date
                        timestamp | timestamp | timestamp with time zone | timestamp | TIMESTAMP_LTZ(6) | timestamp
                        timestamp_ntz | timestamp_ntz | timestamp | timestamp | TIMESTAMP_NTZ(6) | timestamp_ntz""");
    }
}
