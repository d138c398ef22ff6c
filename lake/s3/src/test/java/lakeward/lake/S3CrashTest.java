package lakeward.lake;

class S3CrashTest extends CrashTest {
    @Override
    LakeFixture fixture() {
        return S3Fixture.open(directory);
    }

    /** Returns enough for a checkpoint, and for what is before it to grow too old. */
    @Override
    int upkeepTransactions() {
        return 160;
    }
}
