package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lakeward.capture.EmbeddedPostgres;
import lakeward.lake.s3.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bank as a target in the cloud runs it: a service that captures, one for the models, a server, and buckets. */
class ServiceTest {
    private static final String ACCOUNT = "111111111111";
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    private Path folder;

    private EmbeddedPostgres server;
    private Path project;
    private Service capture;
    private Service models;

    @BeforeEach
    void makeGround() throws Exception {
        project = Bank.write(folder.resolve("bank"));
        Files.writeString(project.resolve("lakeward.yaml"), """
                targets:
                  prod:
                    aws: {accounts: {data: "%s"}, region: eu-west-1}
                """.formatted(ACCOUNT), StandardOpenOption.APPEND);
        for (String zone : List.of("raw", "processed", "curated", "quarantine")) {
            Path bucket = TestStore.shared().folder("bank-prod-%s-%s".formatted(zone, ACCOUNT));
            Files.createDirectories(bucket);
        }
        server = EmbeddedPostgres.start(folder.resolve("server"), "other", 0);
        ServerCertificate certificate = ServerCertificate.make(folder);
        try (Connection connection = connect("other")) {
            certificate.install(connection);
        }
        Map<String, String> authority =
                Map.of("LAKEWARD_SSLROOTCERT", certificate.file().toString());
        capture = new Service(lakeward(authority), "capture:app", folder.resolve("capture"));
        models = new Service(lakeward(authority), "models", folder.resolve("models"));
    }

    private Lakeward lakeward(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("LAKEWARD_HOST", "127.0.0.1:" + server.port());
        environment.put("LAKEWARD_USERNAME", "lakeward");
        environment.put("LAKEWARD_PASSWORD", server.password().value());
        environment.put("AWS_ENDPOINT_URL_S3", TestStore.shared().endpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", TestStore.KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", TestStore.SECRET);
        return new Lakeward(project, environment);
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Service service : List.of(capture, models)) {
            if (service.isRunning()) {
                service.kill();
            }
        }
        server.close();
    }

    @Test
    void moneyIsTheSameInEveryVersionWhicheverTaskDies() throws Exception {
        long seed = Long.getLong("lakeward.seed", 42);
        Random random = new Random(seed);
        capture.start();
        models.start();
        await(() -> versions() > 0);

        // Capture commits all the time, so the lake is ahead of the cut whenever a model runs.
        try (Transfers transfers = new Transfers()) {
            for (int kills = 0; kills < 4; kills++) {
                Service dies = kills % 2 == 0 ? capture : models;
                transfers.await(1 + random.nextInt(200));
                dies.kill();
                transfers.await(20);
                dies.start();
                long before = versions();
                await(() -> versions() > Math.max(before, 1));
            }
        }

        assertThat(capture.call("verify").out()).as("seed %d", seed).contains("The books balance");
        for (JsonNode commit : history()) {
            long version = commit.path("version").path("version").asLong();
            assertThat(total("select total from money at (version => %d)".formatted(version)))
                    .as("version %d, seed %d", version, seed)
                    .isEqualTo(Bank.MONEY);
        }
        capture.stop();
        models.stop();
        assertThat(capture.said())
                .contains("platform closed")
                .doesNotContain(server.password().value());
    }

    @Test
    void serverThatAwsDidNotSignForIsToldNothing() throws Exception {
        capture = new Service(lakeward(Map.of()), "capture:app", folder.resolve("stranger"));

        capture.start();

        await(() -> capture.said().contains("unable to find valid certification path"));
        assertThat(capture.said())
                .contains("Cannot connect to PostgreSQL at 127.0.0.1:" + server.port())
                .doesNotContain(server.password().value());
    }

    /** Moves money some two hundred times a second, until it is closed. */
    private final class Transfers implements AutoCloseable {
        private static final int MOST = 200_000;
        private static final int EVERY_MILLIS = 5;

        private final CountDownLatch closing = new CountDownLatch(1);
        private final Semaphore done = new Semaphore(0);
        private final CompletableFuture<Void> running = CompletableFuture.runAsync(this::run);

        private void run() {
            try (Connection connection = connect("app");
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < MOST && !closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS); i++) {
                    statement.execute("select transfer()");
                    done.release();
                }
            } catch (SQLException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        }

        /** Waits until that many more are done. */
        void await(int more) throws InterruptedException {
            done.drainPermits();
            assertThat(done.tryAcquire(more, PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%d transfers", more)
                    .isTrue();
        }

        @Override
        public void close() {
            closing.countDown();
            running.join();
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), database),
                "lakeward",
                server.password().value());
    }

    private JsonNode history() throws IOException, InterruptedException {
        return models.call("history", "money", "--limit", "100000", "--json").json();
    }

    /** Returns how many versions the model has, none while its service or its table is not there yet. */
    private long versions() throws IOException, InterruptedException {
        Lakeward.Outcome asked = models.call("history", "money", "--limit", "100000", "--json");
        return asked.exitCode() == 0 ? asked.json().size() : 0;
    }

    private long total(String sql) throws IOException, InterruptedException {
        Lakeward.Outcome asked = models.call("query", "--format", "json", sql);
        return asked.json().path("rows").path(0).path(0).asLong();
    }

    private void await(Callable<Boolean> isSo) throws Exception {
        long until = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (!isSo.call()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("never came:\n%s\n%s".formatted(capture.said(), models.said()));
            }
        }
    }
}
