package lakeward.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lakeward.core.platform.CrashPoints;
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
    private final Instant started;
    private final CrashPoints crashPoints;
    private Optional<TableState> oldest = Optional.empty();
    private boolean isSwept;
    private int files;
    private long bytes;

    /** @param started what was written before then is of another process */
    Expiry(LakeTable table, Duration kept, Instant started, CrashPoints crashPoints) {
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
            remove(removed, Set.copyOf(references(List.of(state, newest))));
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

    private void remove(List<DataFile> removed, Set<Path> needed) throws IOException {
        Set<Path> unneeded = new HashSet<>(references(removed.stream()));
        unneeded.removeAll(needed);
        for (Path path : unneeded) {
            remove(path);
        }
    }

    private void remove(Path path) throws IOException {
        long size = Files.exists(path) ? Files.size(path) : 0;
        if (Files.deleteIfExists(path)) {
            files++;
            bytes += size;
            crashPoints.reach("mid-vacuum");
        }
    }

    private void cutLog(long version) {
        Long checkpoint = table.log().checkpoints().floor(version);
        if (checkpoint != null) {
            files += table.log().cutBefore(checkpoint, started, () -> crashPoints.reach("mid-log-clean-up"));
        }
    }

    private List<Path> references(List<TableState> states) {
        return references(states.stream().flatMap(state -> state.files().stream()));
    }

    /** Returns the files with rows and with deletions that these stand for. */
    private List<Path> references(Stream<DataFile> of) {
        return of.flatMap(file -> Stream.concat(
                        Stream.of(Relations.path(table.directory(), file)),
                        file.deletions().filter(DeletionVectors::isInFile).stream()
                                .map(vector -> DeletionVectors.file(table.directory(), vector))))
                .toList();
    }

    /** Removes files of ours that no version names and that a process which died must have left. */
    private void sweep(TableState newest) throws IOException {
        if (isSwept) {
            return;
        }
        isSwept = true;
        Set<Path> candidates = new HashSet<>();
        try (Stream<Path> all = Files.list(table.directory())) {
            for (Path path : all.toList()) {
                boolean isOurs = DataWriter.isOurs(path) || DeletionVectors.isFileName(path);
                if (isOurs && Files.getLastModifiedTime(path).toInstant().isBefore(started)) {
                    candidates.add(path);
                }
            }
        }
        references(List.of(newest)).forEach(candidates::remove);
        if (candidates.isEmpty()) {
            return;
        }
        TableState state = first(newest);
        candidates.removeAll(references(List.of(state)));
        while (state.version() < newest.version() && !candidates.isEmpty()) {
            List<DataFile> removed = new ArrayList<>();
            state = table.log().next(state, removed::add);
            candidates.removeAll(references(removed.stream()));
        }
        for (Path orphan : candidates) {
            remove(orphan);
        }
    }
}
