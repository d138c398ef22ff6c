package lakeward.runtime;

import java.net.URI;
import java.util.Map;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.S3Settings;

/** Where a lake's tables stand. */
public sealed interface LakeLocation {
    /** In the state directory. */
    record InState() implements LakeLocation {}

    /**
     * In S3, or a store that speaks its language.
     *
     * @param zones where each zone's tables are, {@code s3://bucket} or {@code s3://bucket/prefix}
     * @param cache how much of the state directory's disk copies of their files may take. No query reads more than that
     */
    record Buckets(Map<Zone, URI> zones, S3Settings settings, ByteSize cache) implements LakeLocation {
        public Buckets {
            zones = Map.copyOf(zones);
        }
    }
}
