package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.platform.Secret;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Finding;
import lakeward.core.port.Finding.Severity;
import org.junit.jupiter.api.Test;

class PostgresDoctorTest {
    private final TestServer server = TestServer.database(TestServer.NEWEST, "doctor");

    @Test
    void limitedRoleLearnsWhatToGrant() {
        server.execute(
                "DROP ROLE IF EXISTS limited",
                "CREATE ROLE limited LOGIN PASSWORD 'secret'",
                "CREATE SCHEMA shut",
                "CREATE TABLE shut.t (id int PRIMARY KEY)");

        List<Finding> findings = as("limited", "secret").diagnose(tables("shut.t"));

        assertThat(blocking(findings))
                .containsExactly(
                        "user 'limited' may not use schema 'shut'. | GRANT USAGE ON SCHEMA shut TO limited;",
                        "user 'limited' may not read table 'shut.t'. | GRANT SELECT ON \"shut\".\"t\" TO limited;",
                        "user 'limited' does not own [shut.t], and only a table's owner may publish it. | -- as the owner: "
                                + "CREATE PUBLICATION \"lakeward_doctor\" FOR TABLE \"shut\".\"t\" WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);",
                        "user 'limited' may not replicate. | ALTER ROLE limited REPLICATION;",
                        "user 'limited' may not create a publication in database 'doctor'. | GRANT CREATE ON DATABASE doctor TO limited;");
    }

    @Test
    void remediesOfALimitedRoleAreEnough() {
        server.execute(
                "DROP ROLE IF EXISTS granted",
                "CREATE ROLE granted LOGIN REPLICATION PASSWORD 'secret'",
                "CREATE TABLE mine (id int PRIMARY KEY)",
                "GRANT SELECT ON mine TO granted",
                "CREATE PUBLICATION lakeward_doctor FOR TABLE mine WITH (publish_via_partition_root = true)");
        PostgresSource source = as("granted", "secret");

        assertThat(blocking(source.diagnose(tables("mine")))).isEmpty();
        assertThat(source.keepLog(tables("mine"), Optional.empty())).isNotNull();
        server.source().detach();
    }

    @Test
    void tablesThatCannotBeCapturedAreNamedWithTheRemedy() {
        server.execute(
                "CREATE TABLE orders (id int PRIMARY KEY)",
                "CREATE TABLE keyless (id int)",
                "CREATE TABLE nothing (id int PRIMARY KEY)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE cases (id int PRIMARY KEY, \"Name\" text, name text)",
                "CREATE TABLE made (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL, stored int GENERATED ALWAYS AS (id * 2) STORED)",
                "CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY)",
                "CREATE VIEW shown AS SELECT 1 AS id");

        List<Finding> findings =
                server.source().diagnose(tables("ordrs", "keyless", "nothing", "cases", "made", "unlogged", "shown"));

        assertThat(blocking(findings))
                .containsExactly(
                        "columns 'Name' and 'name' of table 'cases' differ only by case, which the lake does not tell apart. | ALTER TABLE \"public\".\"cases\" RENAME COLUMN \"name\" TO ...;",
                        "table 'keyless' has no primary key, so its rows can't be told apart. | ALTER TABLE \"public\".\"keyless\" ADD PRIMARY KEY (...);",
                        "column 'twice' of table 'made' is generated when it is read, and not in the log. | ALTER TABLE \"public\".\"made\" DROP COLUMN \"twice\";   -- then add it as GENERATED ALWAYS AS (...) STORED",
                        "table 'nothing' has REPLICA IDENTITY NOTHING, so the log does not tell which rows change. | ALTER TABLE \"public\".\"nothing\" REPLICA IDENTITY DEFAULT;",
                        "there is no table 'ordrs'. Did you mean 'orders'? | -- correct the definition",
                        "'shown' is not a table. | -- name tables only in the definition",
                        "table 'unlogged' is not in the server's log. | ALTER TABLE \"public\".\"unlogged\" SET LOGGED;");
        assertThat(findings.stream()
                        .filter(finding -> finding.severity() == Severity.FINE)
                        .map(Finding::what))
                .contains("wal_level is 'logical'", "3 tables have a key", "user 'lakeward' may replicate");
    }

    @Test
    void generatedColumnsNeedVersion18() {
        TestServer old = TestServer.database("14", "doctor14");
        old.execute("CREATE TABLE made (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)");

        assertThat(blocking(old.source().diagnose(tables("made"))))
                .containsExactly(
                        "columns [twice] of table 'made' are generated, and PostgreSQL publishes those only since version 18. | ALTER TABLE \"public\".\"made\" ALTER COLUMN \"twice\" DROP EXPRESSION;   -- or upgrade the server");
    }

    private PostgresSource as(String user, String password) {
        PostgresSettings settings = server.settings();
        return new PostgresSource(new PostgresSettings(
                settings.host(),
                settings.port(),
                settings.database(),
                user,
                new Secret(password),
                settings.slot(),
                settings.publication(),
                Map.of(),
                Optional.empty()));
    }

    private static List<SourceTable> tables(String... names) {
        return Stream.of(names).map(SourceTable::parse).toList();
    }

    private static List<String> blocking(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.BLOCKING)
                .map(finding -> finding.what() + " | " + finding.remedy().orElse(""))
                .toList();
    }
}
