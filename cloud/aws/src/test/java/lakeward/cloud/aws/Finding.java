package lakeward.cloud.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A rule that a resource of a template does not pass. */
record Finding(String rule, String stack, String resource, String type) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns what cdk-nag's AWS Solutions find in the templates that {@link Synthesis#write} wrote in a folder. */
    static List<Finding> ofSolutions(Path folder) throws Exception {
        String found = Synthesis.run(
                Synthesis.java(Nag.class, Synthesis.templates(folder)),
                folder.resolve("nag.txt").toFile());

        List<Finding> findings = new ArrayList<>();
        for (String line : found.lines().toList()) {
            String[] cells = line.split(Nag.SEPARATOR, -1);
            findings.add(of(cells[0], folder.resolve("templates").resolve(cells[1] + ".template.json"), cells[2]));
        }
        return findings;
    }

    /** Returns what Control Tower's rules find in the templates that {@link Synthesis#write} wrote in a folder. */
    static List<Finding> ofControlTower(Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", "target/checkers/guard.js"));
        command.addAll(Synthesis.templates(folder));
        String found = Synthesis.run(
                new ProcessBuilder(command), folder.resolve("guard.json").toFile());

        List<Finding> findings = new ArrayList<>();
        for (JsonNode each : JSON.readTree(found)) {
            findings.add(of(
                    each.path("rule").asText(),
                    Path.of(each.path("file").asText()),
                    each.path("resource").asText()));
        }
        return findings;
    }

    private static Finding of(String rule, Path template, String resource) throws Exception {
        String type = JSON.readTree(Files.readString(template))
                .path("Resources")
                .path(resource)
                .path("Type")
                .asText("unknown");
        return new Finding(rule, template.getFileName().toString().replace(".template.json", ""), resource, type);
    }
}
