package lakeward.transform;

import java.nio.file.Path;
import lakeward.contract.ModelEngineContract;
import lakeward.core.port.ModelEngine;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.TableStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class DuckDbModelsTest extends ModelEngineContract {
    @TempDir
    private Path directory;

    private LakeFixture fixture;

    @Override
    protected ModelEngine models() {
        return fixture().models;
    }

    @Override
    protected TableStore store() {
        return fixture().lake;
    }

    @Override
    protected QueryEngine queries() {
        return fixture().queries;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private LakeFixture fixture() {
        if (fixture == null) {
            fixture = new LakeFixture(directory);
        }
        return fixture;
    }
}
