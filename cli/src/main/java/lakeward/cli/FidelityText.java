package lakeward.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lakeward.core.plan.Fidelity;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Step;

/** The ledger: each construct on each target, how faithful, and why. */
final class FidelityText {
    private record Entry(String construct, String target, Fidelity fidelity, String why) {}

    /** The same for programs. */
    record Row(String construct, String target, String fidelity, String why, List<String> parts) {}

    private FidelityText() {}

    static List<String> lines(List<Plan> plans) {
        List<String> lines = new ArrayList<>();
        String construct = "";
        for (Map.Entry<Entry, List<String>> row : rows(plans).entrySet()) {
            Entry entry = row.getKey();
            if (!entry.construct().equals(construct)) {
                lines.add(lines.isEmpty() ? entry.construct() : "\n" + entry.construct());
                construct = entry.construct();
            }
            String first =
                    "  %-10s %-13s ".formatted(entry.target(), entry.fidelity().label());
            List<String> ids = row.getValue();
            String which = ids.size() == 1 ? " (%s)".formatted(ids.get(0)) : " (%d parts)".formatted(ids.size());
            lines.addAll(Wrapped.lines(first, entry.why() + which));
        }
        return lines;
    }

    /** Returns what the definition says and the plan's target has nothing for, in lines behind {@code first}. */
    static List<String> absent(Plan plan, String first) {
        String constructs = plan.steps().stream()
                .map(Step::part)
                .filter(part -> part.fidelity().isAbsent())
                .map(Part::construct)
                .distinct()
                .collect(Collectors.joining(", "));
        return constructs.isEmpty()
                ? List.of()
                : Wrapped.lines(
                        first, "%s; `lakeward plan -t %s --fidelity` says why".formatted(constructs, plan.target()));
    }

    static List<Row> facts(List<Plan> plans) {
        return rows(plans).entrySet().stream()
                .map(row -> new Row(
                        row.getKey().construct(),
                        row.getKey().target(),
                        row.getKey().fidelity().label(),
                        row.getKey().why(),
                        row.getValue()))
                .toList();
    }

    /** Constructs in the order of the plans, and within each the targets in theirs. */
    private static Map<Entry, List<String>> rows(List<Plan> plans) {
        Map<String, Map<Entry, List<String>>> byConstruct = new LinkedHashMap<>();
        for (Plan plan : plans) {
            for (Step step : plan.steps()) {
                Part part = step.part();
                byConstruct
                        .computeIfAbsent(part.construct(), none -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                new Entry(part.construct(), plan.target(), part.fidelity(), part.why()),
                                none -> new ArrayList<>())
                        .add(part.id());
            }
        }
        Map<Entry, List<String>> rows = new LinkedHashMap<>();
        byConstruct.values().forEach(rows::putAll);
        return rows;
    }
}
