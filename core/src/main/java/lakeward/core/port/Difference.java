package lakeward.core.port;

import java.util.List;

/**
 * How two contents of a table differ.
 *
 * @param differing how many keys have a row on one side alone, or different rows
 * @param examples the first of them in the key's order: the key, and what is on each side
 */
public record Difference(long sourceRows, long lakeRows, long differing, List<String> examples) {
    public Difference {
        examples = List.copyOf(examples);
    }

    public boolean isNone() {
        return differing == 0 && sourceRows == lakeRows;
    }
}
