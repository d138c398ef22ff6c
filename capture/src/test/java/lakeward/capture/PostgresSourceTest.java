package lakeward.capture;

/** The contract on the newest version. */
class PostgresSourceTest extends PostgresSourceContract {
    PostgresSourceTest() {
        super(TestServer.NEWEST);
    }
}
