package lakeward.capture;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The contract on the versions between: {@code mvn verify -Dversions=all}. */
@EnabledIfSystemProperty(named = "versions", matches = "all")
class PostgresVersionsTest {
    @Nested
    class Postgres15 extends PostgresSourceContract {
        Postgres15() {
            super("15");
        }
    }

    @Nested
    class Postgres16 extends PostgresSourceContract {
        Postgres16() {
            super("16");
        }
    }

    @Nested
    class Postgres17 extends PostgresSourceContract {
        Postgres17() {
            super("17");
        }
    }
}
