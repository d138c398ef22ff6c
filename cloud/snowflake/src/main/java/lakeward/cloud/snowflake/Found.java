package lakeward.cloud.snowflake;

import java.util.Map;
import java.util.Optional;

/**
 * An object that stands.
 *
 * @param row what SHOW tells
 */
record Found(Kind kind, Name name, String comment, Map<String, String> row) {
    Optional<Mark> mark() {
        return Mark.read(comment);
    }

    String value(String column) {
        return row.getOrDefault(column, "");
    }
}
