package lakeward.lake.files;

import java.nio.file.Path;

/** Files that stay on this machine's disk until this is closed. */
public interface HeldFiles extends AutoCloseable {
    /** Returns where one of them is. */
    Path path(String name);

    @Override
    void close();
}
