package lakeward.definition.sql;

import java.util.List;
import java.util.Optional;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;

/** The tables that a query may name. */
public interface Tables {
    /**
     * A table that is there.
     *
     * @param schema empty if its columns are not known, because of a problem that is reported elsewhere
     */
    record Found(TableId id, Optional<TableSchema> schema) {}

    /**
     * Finds a table.
     *
     * @param path zone and name, or a name alone
     */
    Optional<Found> find(List<String> path);

    /** Returns every name that {@link #find} would find, for people. */
    List<String> names();
}
