package lakeward.lake;

import java.io.IOException;
import java.sql.SQLException;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** Makes errors of the disk and of DuckDB into ours. */
final class LakeFailure {
    private LakeFailure() {}

    static PlatformException of(String what, IOException e) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot %s: %s. See whether the lake's disk is full or its folder's rights have changed."
                        .formatted(what, e),
                e);
    }

    static PlatformException of(String what, SQLException e) {
        String why = e.getMessage();
        boolean isDisk = why != null && (why.contains("No space left") || why.contains("IO Error"));
        return new PlatformException(
                isDisk ? Fault.ENVIRONMENT : Fault.ENGINE,
                "Cannot %s: DuckDB says '%s'. %s"
                        .formatted(what, why, isDisk ? "See whether the lake's disk is full." : "Report it."),
                e);
    }
}
