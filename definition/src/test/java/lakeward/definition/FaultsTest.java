package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults, each put into a project that is right, and what is said of each: {@code src/test/golden/faults.txt}, and
 * {@code ground-faults.txt} for what the platform stands on and where it is made real. A line
 * with {@code -} is looked for in the file and replaced by those with {@code +}; without {@code -} they are the file.
 */
class FaultsTest {
    private static final Path PROJECTS = Path.of("src/test/resources");
    private static final Path GOLDEN = Path.of("src/test/golden");

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"base", "ground"})
    void projectIsValid(String project) throws IOException {
        assertThat(Definitions.read(copyOf(project, "copy"), TestParser.PARSER, Map.of()))
                .isInstanceOf(Result.Valid.class);
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        Path project = copyOf("base", "deep");
        for (int depth : new int[] {50, 300, 5_000}) {
            String sum = "1 + (".repeat(depth) + "1" + ")".repeat(depth);
            Files.writeString(
                    project.resolve("models/best.sql"), "CREATE MATERIALIZED VIEW best AS select " + sum + " as x");

            Result result = Definitions.read(project, TestParser.PARSER, Map.of());

            if (depth == 50) {
                assertThat(result).isInstanceOf(Result.Valid.class);
            } else {
                assertThat(((Result.Invalid) result).problems())
                        .extracting(Problem::toString)
                        .allMatch(problem -> problem.startsWith("models/best.sql:1:")
                                && (problem.contains("nested too deep") || problem.contains("expression depth")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"base, faults.txt", "ground, ground-faults.txt"})
    void eachFaultIsRefusedWhereItStands(String project, String golden) throws IOException {
        Path file = GOLDEN.resolve(golden);
        List<String> written = Files.readAllLines(file);
        List<String> actual = new ArrayList<>();
        List<String> fault = new ArrayList<>();
        int faults = 0;
        for (String line : written) {
            if (line.isEmpty() && !fault.isEmpty()) {
                actual.addAll(answered(project, fault, ++faults));
                fault.clear();
            } else if (!line.isEmpty()) {
                fault.add(line);
            }
        }
        if (!fault.isEmpty()) {
            actual.addAll(answered(project, fault, ++faults));
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, String.join("\n", actual));
            written = Files.readAllLines(file);
        }

        assertThat(faults).isGreaterThanOrEqualTo(60);
        assertThat(String.join("\n", actual).lines()).containsExactlyElementsOf(written);
    }

    private List<String> answered(String base, List<String> fault, int number) throws IOException {
        Path project = copyOf(base, "fault" + number);
        Path file = project.resolve(fault.get(1));
        String old = lines(fault, "- ");
        String replacement = lines(fault, "+ ");
        String text = Files.exists(file) ? Files.readString(file) : "";
        if (old.isEmpty()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, replacement + "\n");
        } else {
            assertThat(text).as(fault.get(0)).contains(old);
            Files.writeString(file, text.replace(old, replacement));
        }
        List<String> answered = new ArrayList<>(
                fault.stream().filter(line -> !line.startsWith("= ")).toList());
        Result result = Definitions.read(project, TestParser.PARSER, Map.of("KNOWN", "x"));
        if (result instanceof Result.Invalid invalid) {
            for (Problem problem : invalid.problems()) {
                answered.add("= " + problem.toString().replace(project.toString(), "PROJECT"));
            }
        }
        assertThat(result).as(fault.get(0)).isInstanceOf(Result.Invalid.class);
        answered.add("");
        return answered;
    }

    private static String lines(List<String> fault, String start) {
        return fault.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n"));
    }

    private Path copyOf(String base, String name) throws IOException {
        Path project = temporary.resolve(name);
        Path from = PROJECTS.resolve(base);
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.sorted().toList()) {
                Files.copy(path, project.resolve(from.relativize(path).toString()));
            }
        }
        return project;
    }
}
