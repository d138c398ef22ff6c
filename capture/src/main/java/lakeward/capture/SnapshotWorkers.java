package lakeward.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** Threads that read one table, each on a connection of its own. When they are closed, both are gone. */
final class SnapshotWorkers implements AutoCloseable {
    private static final int LONGEST_END_SECONDS = 30;

    private final int count;
    private final ExecutorService threads;
    private final Set<Connection> used = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SnapshotWorkers(String name, int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What one thread does. */
    interface Work {
        long on(Worker worker) throws SQLException;
    }

    /** One of the threads. */
    interface Worker {
        /** Says which connection it uses, so that it can be ended from elsewhere. */
        Connection using(Connection connection) throws SQLException;
    }

    /** Has every thread do the work, and returns the sum of what they return. The first failure is the failure of all. */
    long sum(Work work) throws SQLException, InterruptedException {
        ExecutorCompletionService<Long> reading = new ExecutorCompletionService<>(threads);
        for (int i = 0; i < count; i++) {
            reading.submit(() -> work.on(this::using));
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            try {
                sum += reading.take().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SQLException failure) {
                    throw failure;
                }
                throw e.getCause() instanceof RuntimeException failure
                        ? failure
                        : new IllegalStateException(e.getCause());
            }
        }
        return sum;
    }

    private Connection using(Connection connection) throws SQLException {
        used.add(connection);
        if (closed) {
            end(connection);
            throw new SQLException("another part of the table could not be read");
        }
        return connection;
    }

    /** Ends what still runs: the statements at the server, the connections, the threads. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        // Whatever is left open here was left by a failure.
        used.forEach(SnapshotWorkers::end);
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Connection connection) {
        try {
            if (!connection.isClosed()) {
                connection.unwrap(PGConnection.class).cancelQuery();
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // It is gone already.
        }
    }
}
