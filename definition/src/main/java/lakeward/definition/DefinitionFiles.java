package lakeward.definition;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.yaml.Variables;
import lakeward.definition.yaml.Written;
import lakeward.definition.yaml.YamlFile;

/** Finds and reads the files of a definition. */
final class DefinitionFiles {
    /**
     * What the files hold.
     *
     * @param settings empty if the first file cannot be read
     * @param files relative to the folder: the first and all that it includes
     * @param models by file
     * @param broken names of models whose files cannot be read, as far as the files' names tell
     */
    record Found(
            Optional<PlatformSettings> settings, List<String> files, List<ModelFile> models, List<String> broken) {}

    /** Deep enough for any project, shallow enough not to wander. */
    private static final int MAX_DEPTH = 8;

    private DefinitionFiles() {}

    static Found read(Path folder, Variables variables, Problems problems) {
        if (!Files.isRegularFile(folder.resolve(Definitions.FILE))) {
            problems.add(
                    Place.startOf(Definitions.FILE),
                    "Cannot read %s: there is no such file in %s. Go to your project, or make one with `lakeward init NAME`."
                            .formatted(Definitions.FILE, folder));
            return new Found(Optional.empty(), List.of(), List.of(), List.of());
        }
        Optional<PlatformSettings> main = YamlFile.open(folder, Definitions.FILE, variables, problems)
                .map(top -> top.read(PlatformSettings::readMain));
        if (main.isEmpty()) {
            return new Found(main, List.of(Definitions.FILE), List.of(), List.of());
        }
        PlatformSettings settings = main.get();
        List<ModelFile> models = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        List<String> files = new ArrayList<>(List.of(Definitions.FILE));
        for (String file : included(folder, settings.include(), problems)) {
            files.add(file);
            if (file.endsWith(".sql")) {
                text(folder, file, problems)
                        .flatMap(content -> ModelFile.parse(file, content, problems))
                        .ifPresentOrElse(models::add, () -> broken.add(stem(file)));
            } else {
                Optional<PlatformSettings> more = YamlFile.open(folder, file, variables, problems)
                        .map(top -> top.read(PlatformSettings::readIncluded));
                settings = more.isPresent() ? settings.and(more.get()) : settings;
            }
        }
        return new Found(Optional.of(settings), files, models, broken);
    }

    private static String stem(String file) {
        return file.substring(file.lastIndexOf('/') + 1, file.length() - ".sql".length());
    }

    private static List<String> included(Path folder, List<Written<String>> patterns, Problems problems) {
        List<String> all = under(folder, problems);
        List<String> included = new ArrayList<>();
        for (Written<String> pattern : patterns) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.value());
            List<String> matching =
                    all.stream().filter(file -> matcher.matches(Path.of(file))).toList();
            boolean isDefault = pattern.value().equals("models/*.sql");
            if (matching.isEmpty() && !isDefault) {
                problems.add(
                        pattern.place(),
                        "Cannot include '%s': there is no such file. Correct it, or take it out."
                                .formatted(pattern.value()));
            }
            for (String file : matching) {
                boolean readable = file.endsWith(".sql") || file.endsWith(".yaml") || file.endsWith(".yml");
                if (!readable || file.equals(Definitions.FILE)) {
                    problems.add(
                            pattern.place(),
                            "Cannot include '%s': expected other files, *.sql or *.yaml. Take it out.".formatted(file));
                } else if (!included.contains(file)) {
                    included.add(file);
                }
            }
        }
        return included;
    }

    private static List<String> under(Path folder, Problems problems) {
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
                // A platform may be running: what it keeps in its hidden state directory comes and goes.
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return isHidden(folder, directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !isHidden(folder, file)) {
                        found.add(slashed(folder.relativize(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            problems.add(
                    Place.startOf(Definitions.FILE),
                    "Cannot list the files of %s: %s. Make it readable.".formatted(folder, failed.getMessage()));
        }
        return found.stream().sorted().toList();
    }

    private static boolean isHidden(Path folder, Path path) {
        for (Path part : folder.relativize(path)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static Optional<String> text(Path folder, String file, Problems problems) {
        try {
            return Optional.of(Files.readString(folder.resolve(file)));
        } catch (CharacterCodingException notText) {
            problems.add(
                    Place.startOf(file), "Cannot read %s: it is not text in UTF-8. Save it as UTF-8.".formatted(file));
        } catch (IOException failed) {
            problems.add(
                    Place.startOf(file), "Cannot read %s: %s. Make it readable.".formatted(file, failed.getMessage()));
        }
        return Optional.empty();
    }
}
