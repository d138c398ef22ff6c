package lakeward.lake;

import lakeward.lake.files.LakeFiles;
import lakeward.lake.s3.TestStore;

class S3TableStoreTest extends DeltaTableStoreTest {
    @Override
    LakeFiles files() {
        return TestStore.lake(TestStore.buckets(), TestStore.shared().endpoint(), directory);
    }
}
