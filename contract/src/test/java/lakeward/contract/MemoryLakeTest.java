package lakeward.contract;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.TableId;
import lakeward.core.port.CaptureStore;

class MemoryLakeTest extends CaptureStoreContract {
    private final MemoryLake lake = new MemoryLake(Clock.systemUTC(), query -> List.of());

    @Override
    protected CaptureStore store() {
        return lake;
    }

    @Override
    protected List<Map<String, String>> rows(TableId table) {
        return lake.rows(table, lake.latest(table).orElseThrow().version());
    }
}
