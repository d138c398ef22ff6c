package lakeward.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Problem;
import lakeward.core.port.SqlParser;
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
        return parsing(parser -> Definitions.read(folder, parser, System.getenv()));
    }

    private static Result parsing(Function<SqlParser, Result> reading) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DuckDb duckdb = DuckDb.open(temporary, PARSER_MEMORY, 1)) {
            return reading.apply(new DuckDbParser(duckdb));
        }
    }

    /**
     * Reads the definition.
     *
     * @throws PlatformException with every problem, if there is any
     */
    Platform platform() {
        return valid(read());
    }

    /**
     * Reads the definition without the values of this machine's environment: a plan is the same on every machine.
     *
     * @throws PlatformException with every problem, if there is any
     */
    Platform platformAsWritten() {
        return valid(parsing(parser -> Definitions.readAsWritten(folder, parser)));
    }

    private static Platform valid(Result result) {
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
