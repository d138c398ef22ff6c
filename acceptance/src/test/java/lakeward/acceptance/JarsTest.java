package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing in our jars says when, where or by whom they were built, so equal sources give equal jars, and equal images. */
class JarsTest {
    private static final Path DISTRIBUTION = Path.of(System.getProperty("lakeward.distribution"));
    /** As the project's {@code pom.xml} says. */
    private static final LocalDateTime FIXED = LocalDateTime.of(2026, 11, 1, 0, 0);

    /** What of a manifest is the same in every build of equal sources with this Java. */
    private static final Set<String> SAID_BY_SOURCES = Set.of(
            "Build-Jdk-Spec",
            "Created-By",
            "Implementation-Title",
            "Implementation-Version",
            "Java-Version",
            "Main-Class",
            "Manifest-Version");

    static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches("lakeward-.*\\.jar"))
                    .sorted()
                    .toList();
            assertThat(jars).hasSizeGreaterThan(10);
            return jars;
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void jarHasOneTimeAndNamesNoMachine(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Set<LocalDateTime> times =
                    opened.stream().map(ZipEntry::getTimeLocal).collect(Collectors.toSet());
            Set<String> said = opened.getManifest().getMainAttributes().keySet().stream()
                    .map(Object::toString)
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(times).containsExactly(FIXED);
            assertThat(SAID_BY_SOURCES).containsAll(said);
            for (ZipEntry entry : Collections.list(opened.entries())) {
                if (entry.getName().endsWith("/pom.properties")) {
                    String properties = new String(opened.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(properties.lines()).allMatch(line -> line.matches("(artifactId|groupId|version)=.*"));
                }
            }
        }
    }
}
