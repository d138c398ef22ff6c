package lakeward.lake;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.TestStore;

/** Makes lakes in buckets. */
final class S3Fixture {
    static final CapturedTable ITEMS = new CapturedTable(
            "app",
            new SourceTable("public", "items"),
            "items",
            new TableSchema(
                    List.of(new Column("id", Type.LONG, false), new Column("name", Type.STRING, true)), List.of("id")));

    private S3Fixture() {}

    static LakeFixture open(Path directory) {
        return open(directory, TestStore.shared().endpoint());
    }

    /** @param endpoint the way to the store */
    static LakeFixture open(Path directory, URI endpoint) {
        Map<Zone, URI> buckets = TestStore.buckets();
        return new LakeFixture(directory, () -> TestStore.lake(buckets, endpoint, directory));
    }
}
