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

/** Finds out whether a lake can be in buckets, with a small object in each that is removed again. */
final class Probe {
    /** An object that two make at the same time, of which one is to be refused. */
    private record Contested(Bucket bucket, String key) {
        /** Removes it, and returns when it was made. */
        Optional<Instant> end() {
            Optional<Bucket.Listed> made = bucket.head(key);
            bucket.delete(key);
            return made.map(Bucket.Listed::modifiedAt);
        }
    }

    private record Writer(Contested object, byte content) {
        boolean isFirst() {
            try {
                return object.bucket.putIfAbsent(object.key, new byte[] {content});
            } catch (PlatformException e) {
                throw e.getCause() instanceof SdkException said && S3Failure.isNotImplemented(said)
                        ? unconditional(object.bucket, said)
                        : e;
            }
        }
    }

    private final List<Contested> objects;
    private final SideBySide requests;

    Probe(Collection<Bucket> buckets, SideBySide requests) {
        this.objects = buckets.stream()
                .map(bucket ->
                        new Contested(bucket, bucket.location().prefix() + ".lakeward-probe-" + UUID.randomUUID()))
                .toList();
        this.requests = requests;
    }

    /**
     * Sees to it that of two writers of one object one is refused, also where they come at the same time: a store that looks
     * first and then writes lets both win, though not always.
     *
     * @return the time by the stores' clocks, the earliest; empty if there are no buckets
     */
    Optional<Instant> run() {
        // A store that cannot be asked says so most plainly where nothing is written.
        requests.each(objects, object -> object.bucket().get(object.key()));
        List<Boolean> wins = requests.each(writers(), Writer::isFirst);
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
    private List<Writer> writers() {
        return objects.stream()
                .flatMap(object -> Stream.of(new Writer(object, (byte) 1), new Writer(object, (byte) 2)))
                .toList();
    }

    private static PlatformException unconditional(Bucket bucket, Throwable cause) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot open a lake in %s: the store does not honour 'If-None-Match: *', so that two writers could both make a table's next version. Use a store with conditional writes."
                        .formatted(bucket.location()),
                cause);
    }
}
