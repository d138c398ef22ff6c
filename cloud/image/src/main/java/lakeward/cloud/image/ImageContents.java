package lakeward.cloud.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * What an image is made of.
 *
 * @param platform its name
 * @param version of the program
 * @param distribution the folder of the program; of it {@code lib/*.jar} goes in and nothing else
 * @param project the folder of the definition
 * @param files those of the definition, relative to its folder, with {@code /} between names; nothing else there goes in
 */
public record ImageContents(String platform, String version, Path distribution, Path project, List<String> files) {
    static final String LIBRARY = "/lakeward/lib/";
    static final String DEFINITION = "/platform/";

    static final String STATE = "/state";

    /** Who the program is in the image: nobody that a system knows. */
    static final String USER = "10001";

    private static final String OURS = "lakeward-";

    /**
     * Checks that every file of the definition is one: inside its folder, and nothing that is hidden, for that is where
     * state and secrets are.
     */
    public ImageContents {
        files = List.copyOf(files);
        for (String file : files) {
            for (Path part : Path.of(file)) {
                if (part.toString().startsWith(".") || Path.of(file).isAbsolute()) {
                    throw new PlatformException(
                            Fault.DEFINITION,
                            "Cannot put %s into the program's image: what is hidden or outside of %s stays here. Take it out of the definition, or move it."
                                    .formatted(file, project));
                }
            }
        }
    }

    /** Returns the layers, what changes least first: a registry that has a layer is not sent it again. */
    List<ImageLayer> layers() {
        List<ImageFile> theirs = new ArrayList<>();
        theirs.add(ImageFile.writable(distribution, STATE, USER));
        List<ImageFile> ours = new ArrayList<>();
        for (Path jar : jars()) {
            String name = jar.getFileName().toString();
            (name.startsWith(OURS) ? ours : theirs).add(ImageFile.readable(jar, LIBRARY + name));
        }
        if (ours.isEmpty()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot make the program's image: %s has no %s*.jar. Start lakeward by its own launcher."
                            .formatted(distribution.resolve("lib"), OURS));
        }
        return List.of(
                new ImageLayer("libraries", theirs),
                new ImageLayer("program", ours),
                new ImageLayer(
                        "definition",
                        files.stream()
                                .map(file -> ImageFile.readable(project.resolve(file), DEFINITION + file))
                                .toList()));
    }

    private List<Path> jars() {
        try (Stream<Path> found = Files.list(distribution.resolve("lib"))) {
            return found.filter(file -> file.toString().endsWith(".jar")).toList();
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot make the program's image: the program is not in %s (%s). Start lakeward by its own launcher."
                            .formatted(distribution, failed.getMessage()),
                    failed);
        }
    }
}
