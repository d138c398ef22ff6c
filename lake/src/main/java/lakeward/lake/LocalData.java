package lakeward.lake;

import java.util.Collection;
import java.util.List;
import lakeward.core.platform.TableId;
import lakeward.lake.files.HeldFiles;
import lakeward.lake.files.TableFiles;
import lakeward.lake.log.DataFile;

/** Data files of a table that stay on this machine's disk while statements read them. */
final class LocalData implements AutoCloseable {
    private final TableId table;
    private final TableFiles files;
    private final HeldFiles held;

    LocalData(TableId table, TableFiles files, HeldFiles held) {
        this.table = table;
        this.files = files;
        this.held = held;
    }

    TableId table() {
        return table;
    }

    /** Returns where these are, which are among those that are held. */
    List<String> paths(Collection<DataFile> of) {
        return of.stream()
                .map(file -> held.path(files.name(file.path())).toString())
                .toList();
    }

    @Override
    public void close() {
        held.close();
    }
}
