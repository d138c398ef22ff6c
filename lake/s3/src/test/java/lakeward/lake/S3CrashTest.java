package lakeward.lake;

class S3CrashTest extends CrashTest {
    @Override
    LakeFixture fixture() {
        return S3Fixture.open(directory);
    }

    /** Returns enough for a checkpoint, with some before and after. */
    @Override
    int upkeepTransactions() {
        return 130;
    }
}
