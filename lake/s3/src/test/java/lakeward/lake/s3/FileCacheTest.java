package lakeward.lake.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.PlatformException;
import lakeward.lake.files.HeldFiles;
import lakeward.lake.s3.FileCache.Wanted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
    private static final Duration AT_ONCE = Duration.ZERO;

    @TempDir
    Path directory;

    private final Map<String, Integer> fetched = new ConcurrentHashMap<>();

    private FileCache cache(long room, Duration patience) {
        return new FileCache(directory.resolve("cache"), new ByteSize(room), patience);
    }

    /** Returns objects of so many bytes each, with content of their own. */
    private Map<String, Wanted> objects(int size, String... keys) {
        Map<String, Wanted> objects = new HashMap<>();
        for (String key : keys) {
            objects.put(key, new Wanted(size, file -> {
                fetched.merge(key, 1, Integer::sum);
                Files.write(file, content(key, size));
            }));
        }
        return objects;
    }

    private static byte[] content(String key, int size) {
        byte[] content = new byte[size];
        new Random(key.hashCode()).nextBytes(content);
        return content;
    }

    private long onDisk() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void objectIsFetchedOnceAndTheLongestUnusedGoes() throws IOException {
        try (FileCache cache = cache(30, AT_ONCE)) {
            cache.hold(objects(10, "a")).close();
            cache.hold(objects(10, "b")).close();
            cache.hold(objects(10, "c")).close();
            cache.hold(objects(10, "a")).close();

            cache.hold(objects(10, "d")).close();

            assertThat(onDisk()).isEqualTo(30);
            cache.hold(objects(10, "a", "c", "d")).close();
            assertThat(fetched).isEqualTo(Map.of("a", 1, "b", 1, "c", 1, "d", 1));
        }
    }

    @Test
    void whatIsHeldStays() throws IOException {
        try (FileCache cache = cache(30, AT_ONCE);
                HeldFiles held = cache.hold(objects(10, "a", "b"))) {
            cache.hold(objects(10, "c")).close();
            cache.hold(objects(10, "d")).close();

            assertThat(held.path("a")).hasBinaryContent(content("a", 10));
            assertThat(held.path("b")).hasBinaryContent(content("b", 10));
            assertThatThrownBy(() -> cache.hold(objects(10, "e", "f")))
                    .isInstanceOf(PlatformException.class)
                    .hasMessage(
                            "Cannot hold files of 20 B in %s: others hold too much of its 30 B. Give the cache more room, or run less at once."
                                    .formatted(directory.resolve("cache")));
            assertThat(onDisk()).isEqualTo(30);
        }
    }

    @Test
    void whoNeedsMoreThanThereIsLearnsSoAtOnce() throws IOException {
        try (FileCache cache = cache(30, Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> cache.hold(objects(10, "a", "b", "c", "d")))
                    .isInstanceOf(PlatformException.class)
                    .hasMessage("Cannot hold 4 files of 40 B in %s: there is room for 30 B. Give the cache more room."
                            .formatted(directory.resolve("cache")));

            assertThat(fetched).isEmpty();
            assertThat(onDisk()).isZero();
        }
    }

    @Test
    void whoNeedsWhatOthersHoldWaitsForThem() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (FileCache cache = cache(30, Duration.ofMinutes(1))) {
            HeldFiles first = cache.hold(objects(10, "a", "b"));
            CountDownLatch asks = new CountDownLatch(1);
            Future<HeldFiles> second = threads.submit(() -> {
                asks.countDown();
                return cache.hold(objects(10, "c", "d"));
            });
            asks.await();

            first.close();

            try (HeldFiles held = second.get()) {
                assertThat(held.path("d")).hasBinaryContent(content("d", 10));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void failureReachesAllWhoWaitAndTheNextOneStartsOver() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        Map<String, Wanted> failing = new HashMap<>(objects(10, "a", "c"));
        failing.put("b", new Wanted(10, file -> {
            if (attempts.getAndIncrement() == 0) {
                throw new IOException("cut");
            }
            Files.write(file, content("b", 10));
        }));
        try (FileCache cache = cache(30, AT_ONCE)) {
            assertThatThrownBy(() -> cache.hold(failing))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cut");
            assertThat(cache.used()).isEqualTo(20);

            try (HeldFiles held = cache.hold(failing)) {
                assertThat(held.path("b")).hasBinaryContent(content("b", 10));
            }
            assertThat(fetched).isEqualTo(Map.of("a", 1, "c", 1));
        }
    }

    @Test
    void whoWaitsForObjectsWhenTheCacheIsClosedDoesNotWaitForever() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch isClosed = new CountDownLatch(1);
        Map<String, Wanted> slow = new HashMap<>();
        // More than are fetched at a time.
        for (int i = 0; i < 30; i++) {
            slow.put("k" + i, new Wanted(1, file -> {
                begun.countDown();
                await(isClosed);
                Files.write(file, new byte[1]);
            }));
        }
        FileCache cache = cache(30, AT_ONCE);
        Thread waiting = new Thread(() -> {
            try {
                cache.hold(slow).close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.setDaemon(true);
        waiting.start();
        begun.await();
        // It has handed out all of them.
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        cache.close();
        isClosed.countDown();

        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fileThatIsAdoptedIsNotFetched() throws IOException {
        try (FileCache cache = cache(30, AT_ONCE)) {
            cache.adopt("a", Files.write(cache.draft("x"), content("a", 10)));
            cache.adopt("large", Files.write(cache.draft("y"), content("large", 31)));

            try (HeldFiles held = cache.hold(objects(10, "a"))) {
                assertThat(held.path("a")).hasBinaryContent(content("a", 10));
            }
            assertThat(fetched).isEmpty();
            assertThat(onDisk()).isEqualTo(10);
        }
    }

    @Test
    void whatIsForgottenGoesWhenNobodyHoldsIt() throws IOException {
        try (FileCache cache = cache(30, AT_ONCE)) {
            HeldFiles held = cache.hold(objects(10, "a"));
            cache.hold(objects(10, "b")).close();

            cache.forget("a");
            cache.forget("b");

            assertThat(held.path("a")).hasBinaryContent(content("a", 10));
            assertThat(onDisk()).isEqualTo(10);
            held.close();
            held.close();
            assertThat(onDisk()).isZero();
            assertThat(cache.used()).isZero();
        }
    }

    @Test
    void whatAProcessThatDiedLeftIsDeleted() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("cache"));
        Files.writeString(folder.resolve("0.parquet"), "half");

        try (FileCache cache = cache(30, AT_ONCE)) {
            assertThat(onDisk()).isZero();
            assertThat(cache.used()).isZero();
        }
    }

    @Test
    void manyAtOnceNeverTakeMoreThanTheRoomAndReadWhatTheyAskedFor() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        AtomicLong most = new AtomicLong();
        try (FileCache cache = cache(100, Duration.ofMinutes(1))) {
            List<Future<?>> all = new ArrayList<>();
            for (int seed = 0; seed < 6; seed++) {
                Random random = new Random(seed);
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        String one = "k" + random.nextInt(20);
                        String two = "k" + random.nextInt(20);
                        try (HeldFiles held = cache.hold(objects(10, one, two))) {
                            most.accumulateAndGet(Math.max(cache.used(), onDisk()), Math::max);
                            assertThat(held.path(one)).hasBinaryContent(content(one, 10));
                            assertThat(held.path(two)).hasBinaryContent(content(two, 10));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertThat(most.get()).isBetween(50L, 100L);
        } finally {
            threads.shutdownNow();
        }
    }
}
