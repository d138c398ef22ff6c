package lakeward.lake.files;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Supplier;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;

/**
 * The place of a lake's tables, in which nothing is written before it is known that a lake can be here. Safe for use by many
 * threads.
 */
public interface LakeFiles extends AutoCloseable {
    /**
     * Says that a lake is opened here.
     *
     * @param clock this machine's
     * @return gives a time by the clock that stamps the files, before that of any file written from now on. It may have to
     *     write for that, and throws a {@link lakeward.core.platform.PlatformException} if a lake cannot be here
     */
    Supplier<Instant> open(Clock clock);

    /**
     * Returns which tables may stand in a zone; of some there may be nothing but what a process that died left. One that another
     * process made may be missing for a minute.
     */
    Collection<TableId> tables(Zone zone);

    /** Returns the files of a table, which need not exist. */
    TableFiles table(TableId id);

    @Override
    void close();
}
