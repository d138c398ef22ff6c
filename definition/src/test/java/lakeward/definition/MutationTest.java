package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lakeward.core.platform.Problem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Slips of the finger anywhere in a definition: never an exception, always a place that exists and what to do. */
class MutationTest {
    private static final Path BASE = Path.of("src/test/resources/ground");
    private static final List<String> FILES = List.of(
            "lakeward.yaml", "ground.yaml", "more.yaml", "schemas/app.yaml", "models/revenue.sql", "models/best.sql");
    private static final String LETTERS = "aeiou'\"(){}[]:,.;-#$ \n\\0123456789é🎁select fromwhere";

    @TempDir
    private Path temporary;

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyProblemHasAPlaceAndARemedy(long seed) throws IOException {
        Random random = new Random(seed);
        Path project = copyOfBase();
        for (int round = 0; round < 10; round++) {
            String name = FILES.get(random.nextInt(FILES.size()));
            String original = Files.readString(BASE.resolve(name));
            Files.writeString(project.resolve(name), mutated(original, random));

            Result result = Definitions.read(project, TestParser.PARSER, Map.of());

            if (result instanceof Result.Invalid invalid) {
                for (Problem problem : invalid.problems()) {
                    check(problem, project);
                }
            }
            Files.writeString(project.resolve(name), original);
        }
    }

    private static void check(Problem problem, Path project) throws IOException {
        assertThat(problem.message()).matches("(?s)Cannot .+[:.?] .+[.?]");
        List<String> lines =
                Files.readString(project.resolve(problem.file())).lines().toList();
        assertThat(problem.line()).as(problem.toString()).isBetween(1, lines.size() + 1);
        if (problem.line() <= lines.size()) {
            String line = lines.get(problem.line() - 1);
            assertThat(problem.column()).as(problem.toString()).isBetween(1, line.codePointCount(0, line.length()) + 1);
        }
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0 && mutated.length() > 10; i--) {
            int at = random.nextInt(mutated.length());
            String letter =
                    LETTERS.substring(random.nextInt(LETTERS.length() - 4)).substring(0, 1 + random.nextInt(3));
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, letter);
                case 2 -> mutated.replace(at, at + 1, letter);
                default -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(30)));
            }
        }
        return mutated.toString().replaceAll("\\p{Cs}", "");
    }

    private Path copyOfBase() throws IOException {
        Path project = temporary.resolve("project");
        try (Stream<Path> paths = Files.walk(BASE)) {
            for (Path path : paths.sorted().toList()) {
                Files.copy(path, project.resolve(BASE.relativize(path).toString()));
            }
        }
        return project;
    }
}
