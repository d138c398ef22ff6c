package lakeward.core.port;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;

/** Keeps each table as a sequence of versions. Safe for use by many threads. */
public interface TableStore {
    /** Returns every table there is, in order. */
    Collection<TableId> tables();

    /** Returns the newest version, or empty if there is no such table. */
    Optional<TableVersion> latest(TableId table);

    /** Returns the newest version committed at or before {@code time}, or empty if the table is younger or that version is gone. */
    Optional<TableVersion> versionAt(TableId table, Instant time);

    /** Returns the newest commits first, at most {@code limit}. */
    List<Commit> history(TableId table, int limit);

    /** Opens a version for reading. Until the reading is closed, no file of it is removed by this process. */
    Reading read(TableId table, long version);

    /** Makes the result of a query the table's whole content, in one commit; makes the table if there is none. */
    TableVersion replace(TableId table, TableSchema schema, Replacement replacement);

    /** Compacts, writes checkpoints and removes what no kept version needs, as far as it is due. */
    Maintenance maintain(TableId table);
}
