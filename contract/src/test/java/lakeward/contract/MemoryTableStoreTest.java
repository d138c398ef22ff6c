package lakeward.contract;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.TableId;
import lakeward.core.port.TableStore;

class MemoryTableStoreTest extends TableStoreContract {
    private final Map<String, List<Map<String, String>>> results = new HashMap<>();
    private final MemoryLake lake = new MemoryLake(Clock.systemUTC(), results::get);

    @Override
    protected TableStore store() {
        return lake;
    }

    @Override
    protected List<Map<String, String>> rows(TableId table, long version) {
        return lake.rows(table, version);
    }

    @Override
    protected String query(List<List<String>> rows) {
        List<Map<String, String>> result = new ArrayList<>();
        for (List<String> row : rows) {
            Map<String, String> named = new TreeMap<>();
            for (int i = 0; i < row.size(); i++) {
                named.put(COLUMNS.names().get(i), row.get(i));
            }
            result.add(named);
        }
        results.put("query of " + rows, result);
        return "query of " + rows;
    }
}
