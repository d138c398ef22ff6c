package lakeward.capture;

/** The contract on the oldest version. */
class Postgres14SourceTest extends PostgresSourceContract {
    Postgres14SourceTest() {
        super("14");
    }
}
