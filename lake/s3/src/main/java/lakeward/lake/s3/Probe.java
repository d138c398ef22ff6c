package lakeward.lake.s3;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Finds out once, before anything else is written, whether a lake can be in buckets, with a small object in each that is removed
 * again. Safe for use by many threads: while one asks, the others wait.
 */
final class Probe {
    /** An object that two make at the same time, of which one is to be refused. */
    private record Contested(Bucket bucket, String key) {
        static Contested in(Bucket bucket) {
            return new Contested(bucket, bucket.location().prefix() + ".lakeward-probe-" + UUID.randomUUID());
        }

        /** Removes it, and returns when it was made. */
        Optional<Instant> end() {
            Optional<Bucket.Listed> made = bucket.head(key);
            bucket.delete(key);
            return made.map(Bucket.Listed::modifiedAt);
        }
    }

    private record Writer(Contested object, byte content) {}

    /** The two writers of an object take threads that follow each other, and nobody else takes one in between. */
    private static final int AT_A_TIME = 4;

    private final List<Bucket> buckets;
    private boolean isPassed;
    private Optional<Instant> time = Optional.empty();
    private volatile Optional<PlatformException> refusal = Optional.empty();

    Probe(Collection<Bucket> buckets) {
        this.buckets = List.copyOf(buckets);
    }

    /**
     * Sees to it that of two writers of one object one is refused, also where they come at the same time: a store that looks
     * first and then writes lets both win, though not always. One that was refused stays so; one that could not be asked is
     * asked anew the next time.
     *
     * @return the time by the stores' clocks, the earliest, when that was seen; empty if there are no buckets
     */
    synchronized Optional<Instant> pass() {
        if (refusal.isPresent()) {
            PlatformException first = refusal.get();
            throw new PlatformException(first.fault(), first.getMessage(), first);
        }
        if (!isPassed) {
            try (SideBySide requests = new SideBySide("lakeward-probe", AT_A_TIME)) {
                time = run(buckets.stream().map(Contested::in).toList(), requests);
            }
            isPassed = true;
        }
        return time;
    }

    private Optional<Instant> run(List<Contested> objects, SideBySide requests) {
        // A store that cannot be asked says so most plainly where nothing is written.
        requests.each(objects, object -> object.bucket().get(object.key()));
        List<Boolean> wins = requests.each(writers(objects), this::isFirst);
        List<Optional<Instant>> made = requests.each(objects, Contested::end);
        for (int i = 0; i < objects.size(); i++) {
            boolean hasOneWinner = wins.get(2 * i) ^ wins.get(2 * i + 1);
            if (!hasOneWinner || made.get(i).isEmpty()) {
                throw unconditional(objects.get(i).bucket(), null);
            }
        }
        return made.stream().flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** Returns two for each object, one after the other. */
    private static List<Writer> writers(List<Contested> objects) {
        return objects.stream()
                .flatMap(object -> Stream.of(new Writer(object, (byte) 1), new Writer(object, (byte) 2)))
                .toList();
    }

    private boolean isFirst(Writer writer) {
        Bucket bucket = writer.object().bucket();
        try {
            return bucket.putIfAbsent(writer.object().key(), new byte[] {writer.content()});
        } catch (PlatformException e) {
            throw e.getCause() instanceof SdkException said && S3Failure.isNotImplemented(said)
                    ? unconditional(bucket, said)
                    : e;
        }
    }

    private PlatformException unconditional(Bucket bucket, Throwable cause) {
        PlatformException refused = new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot write to a lake in %s: the store does not honour 'If-None-Match: *', so that two writers could both make a table's next version. Use a store with conditional writes."
                        .formatted(bucket.location()),
                cause);
        refusal = Optional.of(refused);
        return refused;
    }
}
