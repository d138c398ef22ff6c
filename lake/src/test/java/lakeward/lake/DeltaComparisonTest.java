package lakeward.lake;

import java.nio.file.Path;
import lakeward.contract.TableComparerContract;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.port.TableComparer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DeltaComparisonTest extends TableComparerContract {
    @TempDir
    Path directory;

    private LakeFixture fixture;

    /** Makes a lake to test. */
    LakeFixture fixture() {
        return new LakeFixture(directory);
    }

    @BeforeEach
    void open() {
        fixture = fixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Override
    protected TableComparer comparer() {
        return fixture.lake();
    }

    @Override
    protected void load(CapturedTable table, Changes rows) {
        fixture.load(table, 100, rows);
    }
}
