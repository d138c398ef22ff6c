package lakeward.lake;

class S3CrashTest extends CrashTest {
    @Override
    LakeFixture fixture() {
        return S3Fixture.open(directory);
    }
}
