package lakeward.core.port;

import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;

/** A version of a table, open for reading. */
public interface Reading extends AutoCloseable {
    TableVersion version();

    TableSchema schema();

    /** Returns how many rows there are, from statistics alone. */
    long rows();

    /** Returns what stands in a FROM clause of the SQL engine in this process to read it: a subquery in parentheses. */
    String relation();

    @Override
    void close();
}
