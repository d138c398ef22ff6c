package lakeward.lake;

import java.util.stream.LongStream;

class S3ConflictTest extends ConflictTest {
    @Override
    LakeFixture fixture() {
        return S3Fixture.open(directory);
    }

    static LongStream seeds() {
        return LongStream.of(7);
    }
}
