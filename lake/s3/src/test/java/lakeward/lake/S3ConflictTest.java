package lakeward.lake;

class S3ConflictTest extends ConflictTest {
    @Override
    LakeFixture fixture() {
        return S3Fixture.open(directory);
    }
}
