package lakeward.core.port;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;

/**
 * A database whose tables are captured. Safe for use by many threads. What fails because of the server or the network is
 * a {@code PlatformException} of fault ENVIRONMENT that names the server, never the password.
 */
public interface Source extends AutoCloseable {
    /** Returns which log this is, as the server tells it now. */
    SourceIdentity identity();

    /** Returns what it is and where it answers, for people: {@code PostgreSQL 18.6, db.example:5432}. */
    String description();

    /** Returns what stands in the way of capturing these tables, and what is well; changes nothing. */
    List<Finding> diagnose(Collection<SourceTable> tables);

    /** Returns the tables' columns and keys as they stand now, without those that do not exist; of all tables if none is named. */
    Map<SourceTable, TableSchema> schemas(Collection<SourceTable> tables);

    /**
     * Sees to it that the source keeps its log for these tables from now on, and returns from where it does. Repeatable.
     *
     * @param stored how far the lake is, or empty if it holds nothing of this source yet
     * @throws lakeward.core.platform.PlatformException if the log after {@code stored} is gone, or the source is another
     *     one, or one restored to an earlier time; the message names the choices
     */
    Position keepLog(Collection<SourceTable> tables, Optional<Position> stored);

    /** Opens a view of all tables at one moment. The log after its position continues it without gap or double. */
    SourceSnapshot snapshot();

    /**
     * Follows the log. At most one feed is open at a time.
     *
     * @param tables from which position on each table's changes are wanted
     */
    ChangeFeed follow(Map<CapturedTable, Position> tables, CaptureSettings settings);

    /** Returns what the source keeps for us, or empty if it keeps nothing. */
    Optional<KeptLog> keptLog();

    /** Makes the source forget us: what keeps the log and what names the tables are dropped. Repeatable. */
    void detach();

    @Override
    void close();
}
