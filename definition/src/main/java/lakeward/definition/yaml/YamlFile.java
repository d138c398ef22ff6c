package lakeward.definition.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Opens YAML files. */
public final class YamlFile {
    /** Larger than any definition, small enough that a mistaken file is refused at once. */
    private static final int MAX_CHARACTERS = 4_000_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(MAX_CHARACTERS)
            .setMaxAliasesForCollections(0)
            .setAllowRecursiveKeys(false)
            .build();

    private YamlFile() {}

    /** Returns the settings at the top of a file, or empty if it is no such file, which is reported. */
    public static Optional<YamlSection> open(Path folder, String file, Variables variables, Problems problems) {
        try {
            return parse(Files.readString(folder.resolve(file)), file, variables, problems);
        } catch (NoSuchFileException missing) {
            problems.add(Place.startOf(file), "Cannot read %s: there is no such file. Make it.".formatted(file));
        } catch (CharacterCodingException notText) {
            problems.add(
                    Place.startOf(file), "Cannot read %s: it is not text in UTF-8. Save it as UTF-8.".formatted(file));
        } catch (IOException failed) {
            problems.add(
                    Place.startOf(file),
                    "Cannot read %s: %s. Make it a readable file.".formatted(file, failed.getMessage()));
        }
        return Optional.empty();
    }

    static Optional<YamlSection> parse(String text, String file, Variables variables, Problems problems) {
        try {
            Optional<Node> root =
                    new Compose(SETTINGS).composeString(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return Optional.of(new YamlSection(mapping, "", Place.startOf(file), variables, problems));
            }
            problems.add(
                    Place.startOf(file),
                    "Cannot read %s: expected keys and values, for example platform: shop.".formatted(file));
        } catch (MarkedYamlEngineException wrong) {
            Place place = wrong.getProblemMark().map(mark -> place(file, mark)).orElse(Place.startOf(file));
            problems.add(place, "Cannot read YAML: %s. Correct it here or just before.".formatted(wrong.getProblem()));
        } catch (YamlEngineException wrong) {
            problems.add(Place.startOf(file), "Cannot read YAML: %s".formatted(sentence(wrong.getMessage())));
        }
        return Optional.empty();
    }

    static Place place(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String sentence(String message) {
        return message.contains("aliases")
                ? "it repeats whole sections by alias (*name). Write them out."
                : message + ". Make it smaller or simpler.";
    }
}
