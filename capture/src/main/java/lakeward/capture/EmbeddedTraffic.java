package lakeward.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Traffic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a statement over and over against an embedded server, so that a demonstration moves. */
public final class EmbeddedTraffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTraffic.class);
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

    private final EmbeddedPostgres server;
    private final Traffic traffic;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private EmbeddedTraffic(EmbeddedPostgres server, Traffic traffic) {
        this.server = server;
        this.traffic = traffic;
        this.thread = new Thread(this::run, "made-up traffic");
        thread.setDaemon(true);
    }

    /** Starts in the background; a failing statement is logged and tried again. */
    public static EmbeddedTraffic start(EmbeddedPostgres server, Traffic traffic) {
        EmbeddedTraffic running = new EmbeddedTraffic(server, traffic);
        running.thread.start();
        return running;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                try (Connection connection = server.connections().open()) {
                    runOn(connection);
                } catch (SQLException | PlatformException e) {
                    LOG.warn("made-up traffic failed, trying again: {}", e.getMessage());
                    closing.await(PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOn(Connection connection) throws SQLException, InterruptedException {
        try (Statement seed = connection.createStatement()) {
            // PostgreSQL takes a seed between -1 and 1.
            seed.execute("SELECT setseed(%s)"
                    .formatted(String.format(Locale.ROOT, "%.9f", traffic.seed() % 1_000_000 / 1_000_000.0)));
        }
        long everyNanos = Math.round(1e9 / traffic.perSecond());
        long next = System.nanoTime();
        try (PreparedStatement call = connection.prepareStatement(traffic.call())) {
            while (true) {
                long wait = next - System.nanoTime();
                if (closing.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                    return;
                }
                call.execute();
                // What was missed while the server was busy is not made up for.
                next = Math.max(next + everyNanos, System.nanoTime() - everyNanos);
            }
        }
    }
}
