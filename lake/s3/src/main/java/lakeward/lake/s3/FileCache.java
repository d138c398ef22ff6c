package lakeward.lake.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.lake.files.HeldFiles;

/**
 * Copies of objects that never change, on this machine's disk. They take no more than the room they are given: those that were
 * held longest ago go first, those that are held stay. Safe for use by many threads.
 */
final class FileCache implements AutoCloseable {
    /** Brings an object here. */
    interface Fetch {
        void to(Path file) throws IOException;
    }

    /** An object to hold. */
    record Wanted(long size, Fetch fetch) {}

    private static final int FETCHES = 8;
    /** How long one who needs room waits for others to let go of theirs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final class Copy {
        final Path file;
        final long size;
        final CompletableFuture<Void> here = new CompletableFuture<>();
        int holders;
        boolean isForgotten;

        Copy(Path file, long size) {
            this.file = file;
            this.size = size;
        }
    }

    private final Path directory;
    private final long room;
    private final Duration patience;
    private final SideBySide fetching = new SideBySide("lakeward-fetch", FETCHES);
    /** The longest unused first. */
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    private long used;
    private long made;

    /** @param directory which nobody else uses; what is in it is deleted */
    FileCache(Path directory, ByteSize room) {
        this(directory, room, PATIENCE);
    }

    FileCache(Path directory, ByteSize room, Duration patience) {
        this.directory = directory;
        this.room = room.bytes();
        this.patience = patience;
        clear();
    }

    private void clear() {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (Stream<Path> left = Files.walk(directory)) {
                for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.equals(directory)) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot use %s for copies of objects: %s. Name another folder, or give us rights to it."
                            .formatted(directory, e),
                    e);
        }
    }

    /** Returns where a file may be written that is to be {@linkplain #adopt adopted}. */
    Path draft(String name) {
        return directory.resolve("draft-" + name);
    }

    /** Takes a file, which is the copy of an object now, if there is room for it. */
    void adopt(String key, Path file) throws IOException {
        long size = Files.size(file);
        synchronized (this) {
            if (!copies.containsKey(key) && makeRoom(size, Set.of())) {
                Copy copy = new Copy(next(), size);
                Files.move(file, copy.file);
                copy.here.complete(null);
                copies.put(key, copy);
                used += size;
                return;
            }
        }
        Files.deleteIfExists(file);
    }

    /** Says that nobody will ask for an object any more. */
    synchronized void forget(String key) {
        Copy copy = copies.get(key);
        if (copy != null && copy.holders == 0) {
            copies.remove(key);
            delete(copy);
        } else if (copy != null) {
            copy.isForgotten = true;
        }
    }

    /** Brings the objects here that are not, and keeps all until that is closed, each under its key. */
    HeldFiles hold(Map<String, Wanted> wanted) throws IOException {
        Map<String, Copy> held = new HashMap<>();
        List<String> missing = reserve(wanted, held);
        HeldFiles holding = new Held(held);
        try {
            // All end before the first failure is told: until then their files are being written.
            fetching.each(missing, key -> fetch(key, wanted.get(key), held.get(key)));
            held.values().forEach(copy -> copy.here.join());
            return holding;
        } catch (CompletionException e) {
            holding.close();
            Throwable failure = e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause();
            if (failure instanceof IOException io) {
                throw io;
            }
            throw failure instanceof RuntimeException runtime ? runtime : e;
        }
    }

    /** Takes hold of all at once, so that nobody waits for another with a part of what it needs in its hands. */
    private synchronized List<String> reserve(Map<String, Wanted> wanted, Map<String, Copy> held) {
        long all = wanted.values().stream().mapToLong(Wanted::size).sum();
        if (all > room) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot hold %d files of %s in %s: there is room for %s. Give the cache more room."
                            .formatted(wanted.size(), new ByteSize(all), directory, new ByteSize(room)));
        }
        long end = System.nanoTime() + patience.toNanos();
        List<String> missing = missing(wanted);
        try {
            while (!makeRoom(size(wanted, missing), wanted.keySet())) {
                wait(millisUntil(end, all));
                missing = missing(wanted);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(Fault.ENVIRONMENT, "Cannot wait for room: interrupted. Try again.", e);
        }
        for (String key : missing) {
            long size = wanted.get(key).size();
            copies.put(key, new Copy(next(), size));
            used += size;
        }
        for (String key : wanted.keySet()) {
            Copy copy = copies.get(key);
            copy.holders++;
            held.put(key, copy);
        }
        return missing;
    }

    private List<String> missing(Map<String, Wanted> wanted) {
        return wanted.keySet().stream().filter(key -> !copies.containsKey(key)).toList();
    }

    private static long size(Map<String, Wanted> wanted, List<String> keys) {
        return keys.stream().mapToLong(key -> wanted.get(key).size()).sum();
    }

    private long millisUntil(long end, long all) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot hold files of %s in %s: others hold too much of its %s. Give the cache more room, or run less at once."
                            .formatted(new ByteSize(all), directory, new ByteSize(room)));
        }
        return millis;
    }

    /** Removes what was held longest ago and is not to stay, unless even that would not do. */
    private boolean makeRoom(long size, Set<String> stay) {
        long removable = copies.entrySet().stream()
                .filter(entry -> entry.getValue().holders == 0 && !stay.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().size)
                .sum();
        if (used - removable + size > room) {
            return false;
        }
        Iterator<Map.Entry<String, Copy>> oldest = copies.entrySet().iterator();
        while (used + size > room) {
            Map.Entry<String, Copy> next = oldest.next();
            if (next.getValue().holders == 0 && !stay.contains(next.getKey())) {
                oldest.remove();
                delete(next.getValue());
            }
        }
        return true;
    }

    private Copy fetch(String key, Wanted wanted, Copy copy) {
        try {
            wanted.fetch().to(copy.file);
            long size = Files.size(copy.file);
            if (size != wanted.size()) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot read %s: it has %d bytes, and the table's log says %d. Restore the object."
                                .formatted(key, size, wanted.size()));
            }
            copy.here.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                // The next one who wants it starts over; who holds it now learns of the failure.
                copies.remove(key, copy);
                copy.isForgotten = true;
            }
            copy.here.completeExceptionally(e);
        }
        return copy;
    }

    private void delete(Copy copy) {
        used -= copy.size;
        try {
            Files.deleteIfExists(copy.file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path next() {
        return directory.resolve("%d.parquet".formatted(made++));
    }

    /** Returns how much the copies take. */
    synchronized long used() {
        return used;
    }

    @Override
    public void close() {
        fetching.close();
    }

    private final class Held implements HeldFiles {
        private final Map<String, Copy> held;
        private boolean isOpen = true;

        Held(Map<String, Copy> held) {
            this.held = held;
        }

        @Override
        public Path path(String key) {
            return held.get(key).file;
        }

        @Override
        public void close() {
            synchronized (FileCache.this) {
                if (!isOpen) {
                    return;
                }
                isOpen = false;
                held.forEach((key, copy) -> {
                    copy.holders--;
                    if (copy.isForgotten && copy.holders == 0) {
                        copies.remove(key, copy);
                        delete(copy);
                    }
                });
                FileCache.this.notifyAll();
            }
        }
    }
}
