package lakeward.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.lake.files.TableFiles;
import lakeward.lake.files.UnknownOutcomeException;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.Proposal;
import lakeward.lake.log.TableLog;
import lakeward.lake.log.TableState;

/** One Delta table. Safe for use by many threads; commits are made one at a time, under {@link #lock}. */
final class LakeTable {
    /** How many past versions are kept in memory, for readers that are a little behind. */
    private static final int KEPT_STATES = 16;

    private final TableId id;
    private final TableFiles files;
    private final TableLog log;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, TableState> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TableState> eldest) {
            return size() > KEPT_STATES;
        }
    };
    private final TreeMap<Long, Integer> readings = new TreeMap<>();
    private volatile Optional<TableState> state = Optional.empty();

    LakeTable(TableId id, TableFiles files, Duration tombstones, Clock clock) {
        this.id = id;
        this.files = files;
        this.log = new TableLog(files, tombstones);
        this.clock = clock;
    }

    TableId id() {
        return id;
    }

    TableFiles files() {
        return files;
    }

    /** Keeps data files on this machine's disk until that is closed. */
    LocalData hold(Collection<DataFile> data) {
        Map<String, Long> sizes = new HashMap<>();
        data.forEach(file -> sizes.put(files.name(file.path()), file.size()));
        try {
            return new LocalData(id, files, files.hold(sizes));
        } catch (IOException e) {
            throw LakeFailure.of("read " + id, e);
        }
    }

    TableLog log() {
        return log;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Whether there is a table which was read or written here. */
    boolean isKnown() {
        return state.isPresent();
    }

    /** Returns the newest version, whoever wrote it, or empty if there is no table. */
    Optional<TableState> state() {
        lock.lock();
        try {
            Optional<TableState> newest = state.isPresent() ? state.map(log::refreshed) : log.latest();
            newest.ifPresent(this::remember);
            return newest;
        } catch (UncheckedIOException e) {
            throw LakeFailure.of("read " + id, e.getCause());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the newest version that was seen, or empty if there was no table. It saves to look for what others wrote, which
     * {@link #commit} finds out anyway.
     */
    Optional<TableState> known() {
        lock.lock();
        try {
            return state.isPresent() ? state : state();
        } finally {
            lock.unlock();
        }
    }

    /** Returns a version. */
    TableState at(long version) {
        lock.lock();
        try {
            TableState known = recent.get(version);
            if (known == null) {
                Optional<TableState> newest = state();
                if (version < 0 || newest.isEmpty() || version > newest.get().version() || !log.has(version)) {
                    throw new PlatformException(
                            Fault.DEFINITION,
                            "Cannot read version %d of %s: there is none. Name one that 'lakeward history %s' lists."
                                    .formatted(version, id, id));
                }
                known = log.at(version);
                recent.put(version, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Commits. When another writer was first, the proposal is made anew, from what that one left.
     *
     * @param proposal makes it from the newest version, if there is one
     */
    TableState commit(Function<Optional<TableState>, Proposal> proposal) {
        return commitUnlessPointless(before -> Optional.of(proposal.apply(before)))
                .orElseThrow();
    }

    /** Commits like {@link #commit}, unless there turns out to be nothing to propose. */
    Optional<TableState> commitUnlessPointless(Function<Optional<TableState>, Optional<Proposal>> proposal) {
        lock.lock();
        try {
            for (Optional<TableState> before = known(); ; before = state()) {
                Optional<Proposal> proposed = proposal.apply(before);
                if (proposed.isEmpty()) {
                    return Optional.empty();
                }
                Optional<TableState> after = log.commit(before, proposed.get(), clock.millis());
                if (after.isPresent()) {
                    remember(after.get());
                    return after;
                }
            }
        } catch (UncheckedIOException e) {
            throw LakeFailure.of("commit to " + id, e.getCause());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes files that were written for a commit which failed: they would only fill the disk until the next start. Those
     * that the newest version names stay: the commit was made after all. All stay if it still may be.
     *
     * @param failure the commit's, which tells more than one of this
     */
    void discardUnnamed(Collection<DataFile> written, PlatformException failure) {
        if (failure instanceof UnknownOutcomeException) {
            return;
        }
        try {
            Optional<TableState> newest = state();
            DataWriter.discard(
                    this,
                    written.stream()
                            .filter(file -> newest.flatMap(known -> known.file(file.path()))
                                    .isEmpty())
                            .toList());
        } catch (PlatformException e) {
            failure.addSuppressed(e);
        }
    }

    TableVersion version(TableState of) {
        Map<String, Position> positions = new HashMap<>();
        of.transactions().forEach((application, version) -> {
            if (application.startsWith(TableLog.SOURCE_PREFIX)) {
                positions.put(application, new Position(version));
            }
        });
        return new TableVersion(id, of.version(), Instant.ofEpochMilli(of.committedAt()), positions);
    }

    /** Says that a version is being read, so that its files stay. */
    void open(long version) {
        synchronized (readings) {
            readings.merge(version, 1, Integer::sum);
        }
    }

    /** Says that a version is no longer read, by one reader. */
    void close(long version) {
        synchronized (readings) {
            readings.computeIfPresent(version, (any, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns the oldest version that is being read. */
    OptionalLong oldestRead() {
        synchronized (readings) {
            return readings.isEmpty() ? OptionalLong.empty() : OptionalLong.of(readings.firstKey());
        }
    }

    private void remember(TableState newest) {
        state = Optional.of(newest);
        recent.put(newest.version(), newest);
    }
}
