package lakeward.cloud.snowflake;

import java.util.Map;
import java.util.Optional;
import lakeward.core.plan.Label;

/**
 * An object that stands.
 *
 * @param label what its comment says to us
 * @param row what SHOW tells
 */
record Found(Kind kind, Name name, String comment, Optional<Label> label, Map<String, String> row) {
    static Found of(Kind kind, Name name, String comment, Map<String, String> row) {
        return new Found(kind, name, comment, Label.in(comment), row);
    }

    String value(String column) {
        return row.getOrDefault(column, "");
    }
}
