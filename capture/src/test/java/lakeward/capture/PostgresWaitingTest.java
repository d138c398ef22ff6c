package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.SourceSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction of somebody else that does not end. */
class PostgresWaitingTest {
    private static final String WAITS =
            "on %s, database 'waiting': after 1 s it still waits for transactions that began before it: "
                    + "process %s of user 'lakeward', application 'nightly batch', open since ";
    private static final String ENDS = ", last statement: INSERT INTO t VALUES (?). Let them end, end them "
            + "(SELECT pg_terminate_backend(%s)), or raise max-wait in the database's capture settings.";

    private final TestServer server = TestServer.database(TestServer.NEWEST, "waiting");
    private final PostgresSource source = new PostgresSource(server.settings(), Duration.ofSeconds(1));
    private final Connection other = server.connect();
    private String process;

    @BeforeEach
    void open() throws SQLException {
        server.execute("CREATE TABLE t (id int PRIMARY KEY)");
        try (Statement statement = other.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            process = row.getString(1);
        }
        execute("SET application_name = 'nightly batch'");
        execute("BEGIN");
        execute("INSERT INTO t VALUES (4711)");
    }

    @AfterEach
    void end() throws SQLException {
        other.close();
        source.detach();
    }

    @Test
    void snapshotNamesWhatItWaitsForAndGivesUp() {
        assertGivesUp("Cannot take a snapshot ", source::snapshot);
        assertThat(server.one("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'lakeward_snapshot%'"))
                .isEqualTo("0");
    }

    @Test
    void slotNamesWhatItWaitsForAndGivesUp() {
        List<SourceTable> tables = List.of(SourceTable.parse("t"));

        assertGivesUp("Cannot make slot 'lakeward_waiting' ", () -> source.keepLog(tables, Optional.empty()));
        assertThat(source.keptLog()).isEmpty();
    }

    @Test
    void snapshotIsTakenOnceTheyEnd() throws SQLException {
        assertThatThrownBy(source::snapshot).isInstanceOf(PlatformException.class);
        execute("COMMIT");

        try (SourceSnapshot snapshot = source.snapshot()) {
            assertThat(snapshot.estimatedRows(TestServer.captured(source, "t"))).isNotNegative();
        }
    }

    private void assertGivesUp(String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable waiting) {
        assertThatThrownBy(waiting)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT))
                .hasMessageStartingWith(what + WAITS.formatted(server.settings().server(), process))
                .hasMessageEndingWith(ENDS.formatted(process));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute(sql);
        }
    }
}
