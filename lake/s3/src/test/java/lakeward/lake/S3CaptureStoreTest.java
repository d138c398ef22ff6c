package lakeward.lake;

import lakeward.lake.files.LakeFiles;
import lakeward.lake.s3.TestStore;

class S3CaptureStoreTest extends DeltaCaptureStoreTest {
    @Override
    LakeFiles files() {
        return TestStore.lake(TestStore.buckets(), TestStore.shared().endpoint(), directory);
    }
}
