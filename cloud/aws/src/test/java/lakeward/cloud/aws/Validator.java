package lakeward.cloud.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What AWS's own validator finds wrong in templates. */
final class Validator {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** An enum's wrong value and an unknown property: the validator only warns of them, and AWS refuses both. */
    private static final Set<String> ALSO_WRONG = Set.of("W3030", "F3002");

    private Validator() {}

    /** Returns what is wrong in the templates that {@link Synthesis#write} wrote in a folder. */
    static List<String> wrong(Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", "target/checkers/validate.js"));
        command.addAll(Synthesis.templates(folder));
        String found = Synthesis.run(
                new ProcessBuilder(command), folder.resolve("findings.json").toFile());

        List<String> wrong = new ArrayList<>();
        for (JsonNode finding : JSON.readTree(found)) {
            String severity = finding.path("severity").asText();
            if (!Set.of("WARN", "INFO", "DEBUG").contains(severity)
                    || ALSO_WRONG.contains(finding.path("ruleId").asText())) {
                wrong.add(finding.toString());
            }
        }
        return wrong;
    }
}
