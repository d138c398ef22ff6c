package lakeward.core.platform;

import java.util.List;
import java.util.function.Function;

/**
 * A SELECT statement and where in its text tables of the lake are named.
 *
 * @param reads in the order of the text
 */
public record Query(String sql, List<Reference> reads) {
    /**
     * One place that names a table.
     *
     * @param start offset of its first character in the text
     * @param end offset after its last
     * @param aliased whether the text gives it another name
     */
    public record Reference(int start, int end, TableId table, boolean aliased) {}

    public Query {
        reads = List.copyOf(reads);
    }

    /**
     * Returns the text with each table's place taken by what stands in a FROM clause for it.
     *
     * @param relation gives a subquery in parentheses
     */
    public String reading(Function<TableId, String> relation) {
        StringBuilder text = new StringBuilder();
        int copied = 0;
        for (Reference reference : reads) {
            text.append(sql, copied, reference.start()).append(relation.apply(reference.table()));
            if (!reference.aliased()) {
                String name = reference.table().name();
                text.append(" as \"").append(name.replace("\"", "\"\"")).append('"');
            }
            copied = reference.end();
        }
        return text.append(sql, copied, sql.length()).toString();
    }
}
