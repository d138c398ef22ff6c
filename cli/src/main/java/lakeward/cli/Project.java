package lakeward.cli;

import java.nio.file.Path;
import java.util.List;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Problem;
import lakeward.definition.Definitions;
import lakeward.definition.Result;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;

/** A folder with a definition. */
final class Project {
    private static final ByteSize PARSER_MEMORY = ByteSize.mebibytes(128);

    private final Path folder;

    Project(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Reads the definition and tells either the platform or what is wrong with it. */
    Result read() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DuckDb duckdb = DuckDb.open(temporary, PARSER_MEMORY, 1)) {
            return Definitions.read(folder, new DuckDbParser(duckdb), System.getenv());
        }
    }

    /**
     * Reads the definition.
     *
     * @throws PlatformException with every problem, if there is any
     */
    Platform platform() {
        Result result = read();
        if (result instanceof Result.Valid valid) {
            return valid.platform();
        }
        throw new PlatformException(Fault.DEFINITION, text(((Result.Invalid) result).problems()));
    }

    static String text(List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        problems.forEach(problem -> text.append(problem).append('\n'));
        long files = problems.stream().map(Problem::file).distinct().count();
        return text.append(problems.size() == 1 ? "1 problem" : problems.size() + " problems")
                .append(files == 1 ? " in 1 file." : " in %d files.".formatted(files))
                .toString();
    }
}
