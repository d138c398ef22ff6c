package lakeward.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lakeward.core.platform.CrashPoints;
import lakeward.lake.files.TableFiles;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeletionVectors;
import lakeward.lake.log.TableState;

/**
 * Removes what no kept version needs: files that a commit took out, once every version before that commit is too old and
 * unread; then those versions' part of the log; and once, what a process that died left behind.
 *
 * <p>It follows the log, a few steps behind the newest version, so that its work is that of the commits that grow too old.
 * For use by one thread at a time.
 */
final class Expiry {
    /** What was removed. */
    record Removed(int files, long bytes) {}

    private final LakeTable table;
    private final Duration kept;
    private final Supplier<Instant> started;
    private final CrashPoints crashPoints;
    private Optional<TableState> oldest = Optional.empty();
    private boolean isSwept;
    private int files;
    private long bytes;

    /** @param started what was written before then is of another process */
    Expiry(LakeTable table, Duration kept, Supplier<Instant> started, CrashPoints crashPoints) {
        this.table = table;
        this.kept = kept;
        this.started = started;
        this.crashPoints = crashPoints;
    }

    Removed run(Instant now) {
        files = 0;
        bytes = 0;
        Optional<TableState> newest = table.state();
        if (newest.isEmpty()) {
            return new Removed(0, 0);
        }
        try {
            sweep(newest.get());
            advance(newest.get(), now.minus(kept));
        } catch (IOException e) {
            throw LakeFailure.of("clean up " + table.id(), e);
        } catch (UncheckedIOException e) {
            throw LakeFailure.of("clean up " + table.id(), e.getCause());
        }
        return new Removed(files, bytes);
    }

    private void advance(TableState newest, Instant cutoff) throws IOException {
        TableState state = oldest.isPresent() ? oldest.get() : first(newest);
        long last = Math.min(newest.version(), table.oldestRead().orElse(Long.MAX_VALUE));
        List<DataFile> removed = new ArrayList<>();
        while (state.version() < last) {
            List<DataFile> byNext = new ArrayList<>();
            TableState next = table.log().next(state, byNext::add);
            if (Instant.ofEpochMilli(next.committedAt()).isAfter(cutoff)) {
                break;
            }
            state = next;
            removed.addAll(byNext);
        }
        oldest = Optional.of(state);
        if (!removed.isEmpty()) {
            remove(removed, references(Stream.of(state, newest).flatMap(kept -> kept.files().stream())));
        }
        cutLog(state.version());
    }

    private TableState first(TableState newest) {
        NavigableSet<Long> checkpoints = table.log().checkpoints();
        NavigableSet<Long> commits = table.log().commits();
        long first = !commits.isEmpty() && commits.first() == 0
                ? 0
                : checkpoints.isEmpty() ? newest.version() : checkpoints.first();
        return table.log().at(first);
    }

    private void remove(List<DataFile> removed, Map<String, Long> needed) throws IOException {
        Map<String, Long> unneeded = references(removed.stream());
        unneeded.keySet().removeAll(needed.keySet());
        remove(unneeded);
    }

    private void remove(Map<String, Long> sizes) throws IOException {
        for (Map.Entry<String, Long> file : sizes.entrySet()) {
            if (table.files().delete(file.getKey())) {
                files++;
                bytes += file.getValue();
                crashPoints.reach("mid-vacuum");
            }
        }
    }

    private void cutLog(long version) {
        Long checkpoint = table.log().checkpoints().floor(version);
        if (checkpoint != null) {
            files += table.log().cutBefore(checkpoint, started.get(), () -> crashPoints.reach("mid-log-clean-up"));
        }
    }

    /** Returns the files with rows and with deletions that these stand for, by their names, and about how large they are. */
    private Map<String, Long> references(Stream<DataFile> of) {
        Map<String, Long> sizes = new HashMap<>();
        of.forEach(file -> {
            sizes.put(table.files().name(file.path()), file.size());
            file.deletions()
                    .filter(DeletionVectors::isInFile)
                    .ifPresent(vector -> sizes.merge(
                            DeletionVectors.fileName(table.files(), vector), (long) vector.size(), Long::sum));
        });
        return sizes;
    }

    /** Removes files of ours that no version names and that a process which died must have left. */
    private void sweep(TableState newest) throws IOException {
        if (isSwept) {
            return;
        }
        Instant before = started.get();
        isSwept = true;
        Map<String, Long> candidates = new HashMap<>();
        for (TableFiles.Listed file : table.files().list("", "")) {
            boolean isOurs = DataWriter.isOurs(file.name()) || DeletionVectors.isFileName(file.name());
            if (isOurs && file.modifiedAt().isBefore(before)) {
                candidates.put(file.name(), file.size());
            }
        }
        forget(candidates, newest.files().stream());
        if (candidates.isEmpty()) {
            return;
        }
        TableState state = first(newest);
        forget(candidates, state.files().stream());
        while (state.version() < newest.version() && !candidates.isEmpty()) {
            List<DataFile> removed = new ArrayList<>();
            state = table.log().next(state, removed::add);
            forget(candidates, removed.stream());
        }
        remove(candidates);
    }

    private void forget(Map<String, Long> candidates, Stream<DataFile> named) {
        candidates.keySet().removeAll(references(named).keySet());
    }
}
