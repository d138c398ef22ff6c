package lakeward.cloud.snowflake;

import java.util.List;

/**
 * What a policy is on.
 *
 * @param columns those that a row access policy takes, or the one whose values a masking policy hides
 */
record Reference(Name policy, Name table, List<String> columns) {
    Reference {
        columns = List.copyOf(columns);
    }
}
