package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lakeward.contract.MemoryDocument;
import lakeward.contract.RandomSql;
import lakeward.contract.TcpProxy;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Document;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories over all types and DDL, while connections are cut and the server is killed: what was captured is the
 * source. {@code -Dlakeward.seed=7} repeats one, {@code -Dlakeward.seeds=100} tries more.
 */
class PostgresFaultsTest {
    private static final int TRANSACTIONS = 80;
    private static final int FAULTS_EVERY = 12;

    @TempDir
    Path directory;

    private final Document notes = new MemoryDocument();

    private EmbeddedPostgres server;
    private TestServer client;
    private TcpProxy proxy;

    static Stream<Long> seeds() {
        return Optional.ofNullable(Long.getLong("lakeward.seed"))
                .map(Stream::of)
                .orElse(LongStream.rangeClosed(1, Long.getLong("lakeward.seeds", 4))
                        .boxed());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsCapturedIsTheSource(long seed) throws Exception {
        Random random = new Random(seed);
        RandomSql sql = new RandomSql(seed);
        start();
        client.execute(
                "ALTER SYSTEM SET fsync = off",
                "ALTER SYSTEM SET logical_decoding_work_mem = '64kB'",
                "SELECT pg_reload_conf()");
        client.execute(sql.setUp().toArray(String[]::new));
        try (TcpProxy way = new TcpProxy(server.port())) {
            proxy = way;
            try (RestartingCapture capture = new RestartingCapture(this::source, RandomSql.tables())) {
                run(sql, random, capture);
                end(capture);
                for (String table : RandomSql.tables()) {
                    assertCaptured(seed, capture, table);
                }
                assertThat(capture.stops().keySet())
                        .as("seed %d: %s", seed, capture.stops())
                        .isSubsetOf(SourceTable.parse(RandomSql.PAIRS));

                sql.breaking().values().forEach(statements -> client.execute(statements.toArray(String[]::new)));
                end(capture);
                assertThat(capture.stops())
                        .as("seed %d", seed)
                        .containsKeys(SourceTable.parse(RandomSql.NOTES), SourceTable.parse(RandomSql.PARTS));
                assertCaptured(seed, capture, RandomSql.EVERYTHING);
            }
        } finally {
            server.close();
        }
    }

    private void run(RandomSql sql, Random random, RestartingCapture capture) throws Exception {
        for (int i = 1; i <= TRANSACTIONS; i++) {
            RandomSql.Transaction transaction = sql.next();
            if (transaction.drops()) {
                // Whoever is behind sees a column that is gone again, and has to stop.
                capture.await(client.position());
            }
            client.execute(transaction.statements().toArray(String[]::new));
            if (transaction.drops()) {
                capture.await(client.position());
            }
            if (random.nextInt(FAULTS_EVERY) == 0) {
                if (random.nextInt(3) > 0) {
                    proxy.cut();
                } else {
                    kill();
                }
            }
        }
    }

    /** Changes every table once more, so that whatever was added to it is in the log, and waits for it. */
    private void end(RestartingCapture capture) throws InterruptedException {
        client.execute(
                "DELETE FROM everything WHERE id = 10000",
                "INSERT INTO everything (id) VALUES (10000)",
                "DELETE FROM notes WHERE id = 10000",
                "INSERT INTO notes (id) VALUES (10000)",
                "DELETE FROM parts WHERE id = 10000",
                "INSERT INTO parts (id, part) VALUES (10000, 0)",
                "DELETE FROM pairs WHERE b = 10000",
                "INSERT INTO pairs (a, b) VALUES ('end', 10000)");
        capture.await(client.position());
    }

    private void assertCaptured(long seed, RestartingCapture capture, String table) {
        SourceTable name = SourceTable.parse(table);
        if (capture.stops().containsKey(name)) {
            return;
        }
        List<Column> columns = client.source().schemas(List.of(name)).get(name).columns();
        assertThat(captured(capture.rows(name), columns))
                .as("seed %d, table %s, %d restarts", seed, table, capture.restarts())
                .containsExactlyInAnyOrderElementsOf(source(table, columns));
    }

    private List<Map<String, String>> source(String table, List<Column> columns) {
        String texts = columns.stream()
                .map(column -> "CASE WHEN %1$s IS NOT DISTINCT FROM NULL THEN NULL ELSE format('%%s', %1$s) END"
                        .formatted(column.name()))
                .collect(Collectors.joining(", "));
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> row : client.strings("SELECT %s FROM %s".formatted(texts, table))) {
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                named.put(
                        columns.get(i).name(),
                        SeenText.comparable(columns.get(i).declared(), row.get(i)));
            }
            rows.add(named);
        }
        return rows;
    }

    private static List<Map<String, String>> captured(List<Map<String, Object>> replayed, List<Column> columns) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Map<String, Object> row : replayed) {
            Map<String, String> named = new LinkedHashMap<>();
            String exact = (String) row.getOrDefault("exact", "");
            for (Column column : columns) {
                named.put(column.name(), SeenText.of(row.get(column.name()), exact, column.name(), column.declared()));
            }
            rows.add(named);
        }
        return rows;
    }

    private PostgresSource source() {
        PostgresSettings near = client.settings();
        return new PostgresSource(new PostgresSettings(
                near.host(),
                proxy.port(),
                near.database(),
                near.user(),
                near.password(),
                near.slot(),
                near.publication(),
                Map.of(),
                Optional.of(notes)));
    }

    private void start() {
        server = EmbeddedPostgres.start(directory.resolve("server"), "app", 0);
        client = TestServer.of(server.settings("lakeward_faults", "lakeward_faults", Optional.empty()));
    }

    private void kill() throws Exception {
        ProcessHandle postmaster = ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().get(10, TimeUnit.SECONDS);
        start();
        proxy.leadTo(server.port());
    }
}
