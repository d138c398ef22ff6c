package lakeward.lake;

class S3ComparisonTest extends DeltaComparisonTest {
    @Override
    LakeFixture fixture() {
        return S3Fixture.open(directory);
    }
}
