package lakeward.capture;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import lakeward.core.platform.Position;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The server's stream of messages from one slot. One thread reads; a thread of its own answers the server while that one
 * is busy. What is reported as stored is what was confirmed, never what was only received.
 *
 * <p>Each report asks for an answer, so a server that can be reached is heard from, however idle. One that says nothing for
 * twice its own {@code wal_sender_timeout} is taken for gone: nobody else may notice that a connection leads nowhere.
 */
final class LogStream implements AutoCloseable {
    private static final int STATUS_SECONDS = 10;
    private static final long ANSWER_MILLIS = 50;
    private static final int SLOT_IS_ACTIVE_ATTEMPTS = 300;
    private static final String SLOT_IS_ACTIVE = "55006";

    /** For servers that never end a connection themselves. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

    private final Connections connections;
    private final Connection connection;
    private final PGReplicationStream stream;
    private final AtomicLong confirmed = new AtomicLong();
    private final Thread answering;
    private final String id = UUID.randomUUID().toString();
    private final AtomicLong heard = HeardSockets.heard(id);
    private final Duration silence;
    private long reported;
    private long reportedAt = System.nanoTime();
    private volatile boolean closed;

    LogStream(Connections connections, Position start) {
        this.connections = connections;
        PostgresSettings settings = connections.settings();
        this.silence = silence(connections);
        this.connection = connections.openReplication(silence, id);
        try {
            this.stream = start(connection, settings, start);
        } catch (SQLException e) {
            abort();
            throw connections.failed("follow slot '%s'".formatted(settings.slot()), e);
        }
        this.answering = new Thread(this::answer, "lakeward-capture-answers");
        answering.setDaemon(true);
        answering.start();
    }

    private static Duration silence(Connections connections) {
        try (Connection asking = connections.open();
                Statement statement = asking.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT setting::bigint FROM pg_settings WHERE name = 'wal_sender_timeout'")) {
            row.next();
            Duration timeout = Duration.ofMillis(row.getLong(1));
            return timeout.isZero() ? LONGEST_SILENCE : timeout.multipliedBy(2);
        } catch (SQLException e) {
            throw connections.failed("read the server's settings", e);
        }
    }

    /** Starts to stream; waits a while for the session of a process that was killed, which the server still has. */
    private static PGReplicationStream start(Connection connection, PostgresSettings settings, Position start)
            throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(settings.slot())
                        .withStartPosition(LogSequenceNumber.valueOf(start.value()))
                        .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                        .withAutomaticFlush(false)
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", Sql.name(settings.publication()))
                        .start();
            } catch (SQLException e) {
                if (attempt == SLOT_IS_ACTIVE_ATTEMPTS || !SLOT_IS_ACTIVE.equals(e.getSQLState())) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS));
            }
        }
    }

    /** Returns the next message, or empty if none is there after a millisecond. */
    Optional<ByteBuffer> poll() {
        String what = "follow slot '%s'".formatted(connections.settings().slot());
        try {
            Optional<ByteBuffer> message;
            synchronized (stream) {
                message = Optional.ofNullable(stream.readPending());
            }
            if (message.isEmpty() && System.nanoTime() - heard.get() > silence.toNanos()) {
                abort();
                throw connections.failed(
                        what, new SQLException("nothing was heard of it for %d s".formatted(silence.toSeconds())));
            }
            return message;
        } catch (SQLException e) {
            throw connections.failed(what, e);
        }
    }

    /** Returns up to where the server has read its log; when no transaction is open, everything up to there was received. */
    long received() {
        synchronized (stream) {
            LogSequenceNumber last = stream.getLastReceiveLSN();
            return last == null ? 0 : last.asLong();
        }
    }

    void confirm(Position stored) {
        confirmed.accumulateAndGet(stored.value(), (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b);
        synchronized (confirmed) {
            confirmed.notifyAll();
        }
    }

    /** Ends the connection, after a last report of what was confirmed. */
    @Override
    public void close() {
        closed = true;
        synchronized (confirmed) {
            confirmed.notifyAll();
        }
        try {
            answering.join();
            report();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            // The server is gone, and learns the position from the next feed.
        }
        abort();
    }

    /** Reports what was confirmed soon after, and else now and then. */
    private void answer() {
        try {
            while (!closed) {
                synchronized (confirmed) {
                    if (confirmed.get() == reported && !closed) {
                        confirmed.wait(TimeUnit.SECONDS.toMillis(STATUS_SECONDS) / 2);
                    }
                }
                boolean due = System.nanoTime() - reportedAt > TimeUnit.SECONDS.toNanos(STATUS_SECONDS);
                if (confirmed.get() != reported || due) {
                    report();
                }
                // Not more often than that, whatever is confirmed.
                TimeUnit.MILLISECONDS.sleep(ANSWER_MILLIS);
            }
        } catch (SQLException | InterruptedException e) {
            // The reading thread meets the same failure and tells it.
        }
    }

    private void report() throws SQLException {
        synchronized (stream) {
            long position = confirmed.get();
            if (position != 0) {
                LogSequenceNumber stored = LogSequenceNumber.valueOf(position);
                stream.setFlushedLSN(stored);
                stream.setAppliedLSN(stored);
            }
            stream.forceUpdateStatus();
            reported = position;
            reportedAt = System.nanoTime();
        }
    }

    private void abort() {
        try {
            // Closing it in order would first read all that the server still sends.
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is gone already.
        }
        HeardSockets.forget(id);
    }
}
