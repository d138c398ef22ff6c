package lakeward.core.port;

import java.time.Instant;
import java.util.List;

/** Files that somebody else writes and we only read, in a bucket or a directory. Safe for use by many threads. */
public interface Landing extends AutoCloseable {
    /**
     * A file as it is listed.
     *
     * @param folder where it stands, such as {@code public/orders}; empty for the landing itself
     * @param name its name in that folder
     * @param size in bytes
     * @param changedAt when it was written last, by the clock of whoever keeps it
     */
    record Landed(String folder, String name, long size, Instant changedAt) {}

    /** Returns where the files are, for people: {@code s3://bucket/dms/app}. */
    String place();

    /**
     * Returns the files that stand in a folder, those in folders within it not included, in the order of their names'
     * characters. Of a folder that is not there it has none.
     *
     * @param after the greatest name that is not wanted; empty for all
     */
    List<Landed> list(String folder, String after);

    /**
     * Returns what is in a file.
     *
     * @throws lakeward.core.platform.PlatformException of fault ENVIRONMENT if it is gone or no longer as large as listed
     */
    byte[] read(Landed file);

    @Override
    void close();
}
