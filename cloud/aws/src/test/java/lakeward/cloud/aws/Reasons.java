package lakeward.cloud.aws;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Why rules do not pass: a list of lines {@code rule | resource's id or type | reason}. */
final class Reasons {
    private final List<Line> lines;

    private record Line(String rule, String resource, String reason) {
        static Line parse(String text) {
            String[] cells = text.split(" *\\| *", -1);
            if (cells.length != 3 || cells[2].isEmpty()) {
                throw new AssertionError("no rule, resource and reason in " + text);
            }
            return new Line(cells[0], cells[1], cells[2]);
        }

        boolean explains(Finding finding) {
            return rule.equals(finding.rule())
                    && (resource.equals(finding.type()) || resource.equals(finding.resource()));
        }
    }

    private Reasons(List<Line> lines) {
        this.lines = lines;
    }

    static Reasons read(String... files) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (String file : files) {
            Files.readAllLines(Path.of("src/test/resources", file)).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Line::parse)
                    .forEach(lines::add);
        }
        return new Reasons(lines);
    }

    /** Returns the findings that no line explains, and the lines that explain none. */
    List<String> contradictions(List<Finding> findings) {
        Set<String> contradictions = new TreeSet<>();
        unexplained(findings).forEach(finding -> contradictions.add("without a reason: " + finding));
        for (Line line : lines) {
            if (findings.stream().noneMatch(line::explains)) {
                contradictions.add("of no finding: " + line);
            }
        }
        return List.copyOf(contradictions);
    }

    /** Returns the findings of all rules in one stack that no line explains, and the lines that explain none. */
    List<String> contradictionsIn(String stack, Path folder) throws Exception {
        List<Finding> found = new ArrayList<>(Finding.ofSolutions(folder));
        found.addAll(Finding.ofControlTower(folder));
        found.removeIf(finding -> !finding.stack().equals(stack));
        return contradictions(found);
    }

    /** Returns what nag.txt and control-tower.txt, of the shop as it is, do not explain in other templates. */
    static List<Finding> notOfTheShop(Path folder) throws Exception {
        List<Finding> others = new ArrayList<>(read("nag.txt").unexplained(Finding.ofSolutions(folder)));
        others.addAll(read("control-tower.txt").unexplained(Finding.ofControlTower(folder)));
        return others;
    }

    /** Returns the findings that no line explains. */
    List<Finding> unexplained(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> lines.stream().noneMatch(line -> line.explains(finding)))
                .toList();
    }
}
