package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.List;

/** What a statement answers. */
record FakeSnowflakeRows(List<String> columns, List<List<String>> rows) {
    static FakeSnowflakeRows of(String... columns) {
        return new FakeSnowflakeRows(List.of(columns), new ArrayList<>());
    }

    static FakeSnowflakeRows status(String status) {
        return of("status").with(status);
    }

    FakeSnowflakeRows with(String... values) {
        rows.add(List.of(values));
        return this;
    }
}
