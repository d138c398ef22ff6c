package lakeward.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lakeward.core.plan.Action;
import lakeward.core.plan.Cost;
import lakeward.core.plan.Fidelity;
import lakeward.core.plan.Grant;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Site;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;

/** A plan for people: short when nothing is special, loud where data is at risk. */
final class PlanText {
    private final Plan plan;
    private final UnaryOperator<String> loud;

    /** Tells of a plan; {@code loud} makes a line stand out. */
    PlanText(Plan plan, UnaryOperator<String> loud) {
        this.plan = plan;
        this.loud = loud;
    }

    /** Returns the lines; with {@code all} every step is listed, rather than how many there are of each kind. */
    List<String> lines(boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add("%s on %s: %s".formatted(plan.platform(), plan.target(), summary()));
        lines.addAll(dangers());
        lines.addAll(all ? steps() : kinds());
        lines.addAll(access());
        lines.addAll(fidelity());
        lines.addAll(cost());
        return lines;
    }

    private String summary() {
        if (plan.isEmpty()) {
            return "nothing to do";
        }
        Map<Action, Long> counts = plan.steps().stream()
                .map(Step::action)
                .filter(action -> action != Action.NOTHING)
                .collect(Collectors.groupingBy(action -> action, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry ->
                        "%d to %s".formatted(entry.getValue(), entry.getKey().label()))
                .collect(Collectors.joining(", "));
    }

    private List<String> dangers() {
        List<String> lines = new ArrayList<>();
        for (Step step : plan.destructive()) {
            lines.add("");
            lines.add(loud.apply("  !! %s %s: %s data"
                    .formatted(step.action().label(), step.id(), step.data().label())));
            lines.addAll(Wrapped.lines("     ", step.part().what()));
            if (!step.changes().isEmpty()) {
                lines.addAll(Wrapped.lines("     ", "changed: " + String.join(", ", step.changes())));
            }
            lines.add("     to be confirmed by its name");
        }
        for (Step step : plan.steps()) {
            if (!step.putsBack().isEmpty()) {
                lines.add("");
                lines.add(loud.apply("  !  %s was changed by hand; applying puts it back".formatted(step.id())));
                lines.addAll(Wrapped.lines("     ", String.join(", ", step.putsBack())));
            }
            if (step.action() == Action.LEAVE) {
                lines.add("");
                lines.addAll(Wrapped.lines(
                        "  !  ",
                        "%s is wanted no more and is left where it stands, with its data".formatted(step.id())));
            }
        }
        return lines;
    }

    private List<String> kinds() {
        Map<Site, Map<String, List<Step>>> bySite = new LinkedHashMap<>();
        for (Step step : plan.steps()) {
            bySite.computeIfAbsent(step.part().site(), none -> new LinkedHashMap<>())
                    .computeIfAbsent(step.part().construct(), none -> new ArrayList<>())
                    .add(step);
        }
        List<String> lines = new ArrayList<>();
        bySite.forEach((site, kinds) -> {
            lines.add("");
            lines.add("  " + named(site));
            kinds.forEach((construct, steps) -> lines.addAll(
                    Wrapped.lines("    %-15s %4d  ".formatted(construct, steps.size()), doing(steps) + some(steps))));
        });
        return lines;
    }

    private static String doing(List<Step> steps) {
        Map<String, Long> counts = steps.stream()
                .collect(Collectors.groupingBy(PlanText::doing, LinkedHashMap::new, Collectors.counting()));
        return counts.size() == 1
                ? counts.keySet().iterator().next()
                : counts.entrySet().stream()
                        .map(entry -> "%d %s".formatted(entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static String doing(Step step) {
        return switch (step.action()) {
            case NOTHING ->
                step.part().fidelity().isAbsent()
                        ? "not here"
                        : step.part().made() ? "as it stands" : "used as it stands";
            case CREATE, CHANGE, REPLACE, DELETE, LEAVE -> step.action().label();
        };
    }

    private static String some(List<Step> steps) {
        return steps.size() == 1 ? ": " + steps.get(0).part().what() : "";
    }

    private List<String> steps() {
        List<String> lines = new ArrayList<>();
        Site site = new Site(Vendor.LOCAL, Optional.of(""), Optional.empty());
        for (Step step : plan.steps()) {
            if (!step.part().site().equals(site)) {
                site = step.part().site();
                lines.add("");
                lines.add("  " + named(site));
            }
            lines.addAll(Wrapped.lines(
                    "    %-17s ".formatted(doing(step)),
                    "%s: %s".formatted(step.id(), step.part().what())));
        }
        return lines;
    }

    private static String named(Site site) {
        return site.vendor() == Vendor.LOCAL
                ? "this machine"
                : (site.vendor().label()
                                + site.account().map(" %s"::formatted).orElse("")
                                + site.region().map(", %s"::formatted).orElse(""))
                        .strip();
    }

    private List<String> access() {
        List<String> lines = new ArrayList<>();
        add(
                lines,
                "gains",
                plan.steps().stream().flatMap(step -> step.gains().stream()).toList());
        add(
                lines,
                "loses",
                plan.steps().stream().flatMap(step -> step.loses().stream()).toList());
        if (!lines.isEmpty()) {
            lines.add(0, "");
            lines.add(1, "  access");
        }
        return lines;
    }

    private void add(List<String> lines, String verb, List<Grant> grants) {
        Map<String, List<Grant>> byWhom =
                grants.stream().collect(Collectors.groupingBy(Grant::who, TreeMap::new, Collectors.toList()));
        byWhom.forEach((who, all) -> {
            String what = all.size() > 3
                    ? "%d grants".formatted(all.size())
                    : all.stream().map(grant -> grant.may() + " " + grant.on()).collect(Collectors.joining(", "));
            List<String> wrapped = Wrapped.lines("    ", "%s %s: %s".formatted(who, verb, what));
            lines.addAll(verb.equals("loses") ? wrapped.stream().map(loud).toList() : wrapped);
        });
    }

    private List<String> fidelity() {
        Map<Fidelity, Map<String, Long>> counts = plan.steps().stream()
                .map(Step::part)
                .filter(part -> part.fidelity() != Fidelity.EXACT && part.fidelity() != Fidelity.EQUIVALENT)
                .collect(Collectors.groupingBy(
                        part -> part.fidelity(),
                        TreeMap::new,
                        Collectors.groupingBy(part -> part.construct(), LinkedHashMap::new, Collectors.counting())));
        if (counts.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of("", "  not all is the same here; --fidelity says why"));
        counts.forEach((fidelity, constructs) -> lines.addAll(Wrapped.lines(
                "    %-13s ".formatted(fidelity.label()),
                constructs.entrySet().stream()
                        .map(entry -> entry.getValue() == 1
                                ? entry.getKey()
                                : "%d × %s".formatted(entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(", ")))));
        return lines;
    }

    private List<String> cost() {
        Cost total = plan.cost();
        if (total.isNothing()) {
            return List.of();
        }
        Map<String, Cost> byConstruct = new LinkedHashMap<>();
        for (Step step : plan.steps()) {
            if (!step.part().cost().isNothing()) {
                byConstruct.merge(step.part().construct(), step.part().cost(), Cost::plus);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("  %s USD a month, at list prices of %s".formatted(range(total), plan.prices()));
        byConstruct.forEach((construct, cost) -> lines.add("    %-15s %s".formatted(construct, range(cost))));
        lines.add("");
        lines.add("  if");
        total.assumptions().forEach(assumption -> lines.addAll(Wrapped.lines("    - ", assumption)));
        return lines;
    }

    private static String range(Cost cost) {
        if (cost.to().compareTo(BigDecimal.ONE) < 0) {
            return "under 1";
        }
        String from = whole(cost.from());
        String to = whole(cost.to());
        return from.equals(to) ? from : "%s to %s".formatted(from, to);
    }

    private static String whole(BigDecimal dollars) {
        return String.format(
                Locale.ROOT, "%,d", dollars.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }
}
