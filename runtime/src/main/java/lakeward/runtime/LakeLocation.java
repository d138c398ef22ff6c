package lakeward.runtime;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.S3Settings;

/** Where a lake's tables stand. */
public sealed interface LakeLocation {
    /** Returns how often somebody may look at every table without being told to. */
    Duration lookEvery();

    /**
     * Returns a place in S3.
     *
     * @param endpoint where the store is, if it is not AWS's own
     */
    static LakeLocation inS3(
            Map<Zone, URI> zones, Set<Zone> written, String region, Optional<URI> endpoint, ByteSize cache) {
        S3Settings settings = S3Settings.of(region);
        return new Buckets(zones, written, endpoint.map(settings::at).orElse(settings), cache);
    }

    /** In the state directory. */
    record InState() implements LakeLocation {
        @Override
        public Duration lookEvery() {
            return Duration.ofSeconds(1);
        }
    }

    /**
     * In S3, or a store that speaks its language.
     *
     * @param zones where each zone's tables are, {@code s3://bucket} or {@code s3://bucket/prefix}
     * @param written those in which this process may write
     * @param cache how much of the state directory's disk copies of their files may take. No query reads more than that
     */
    record Buckets(Map<Zone, URI> zones, Set<Zone> written, S3Settings settings, ByteSize cache)
            implements LakeLocation {
        public Buckets {
            zones = Map.copyOf(zones);
            written = Set.copyOf(written);
        }

        /** Each look is a request a table, which costs. */
        @Override
        public Duration lookEvery() {
            return Duration.ofSeconds(30);
        }
    }
}
