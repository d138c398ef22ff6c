package lakeward.definition;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.Access;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Budget;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.Recipient;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Written;

/** Puts together what a platform stands on. */
final class GroundReader {
    private static final int WARN_AT = 80;

    private final GroundSettings settings;
    private final LakeNames names;
    private final AccessReader access;
    private final Problems problems;

    GroundReader(GroundSettings settings, LakeNames names, AccessReader access, Problems problems) {
        this.settings = settings;
        this.names = names;
        this.access = access;
        this.problems = problems;
    }

    Ground read() {
        Optional<Guardrails> guardrails =
                once("guardrails", settings.guardrails()).map(this::guardrails);
        Access roles = once("access", settings.access())
                .map(written -> access.read(written, guardrails))
                .orElse(Access.NONE);
        Set<String> known = new TreeSet<>();
        settings.access()
                .forEach(written -> written.value()
                        .roles()
                        .forEach(role -> known.add(role.name().value())));
        List<Alarm> alarms = alarms(known);
        List<Budget> budgets = unique(
                        "budget",
                        settings.budgets().stream().map(BudgetSettings::name).toList())
                ? settings.budgets().stream()
                        .flatMap(budget -> budget(budget, known).stream())
                        .toList()
                : List.of();
        return new Ground(
                guardrails,
                once("network", settings.network()).flatMap(network -> network),
                roles,
                alarms,
                once("audit", settings.audit()),
                budgets);
    }

    private <T> Optional<T> once(String key, List<Written<T>> written) {
        for (Written<T> more : written.subList(Math.min(1, written.size()), written.size())) {
            Place first = written.get(0).place();
            problems.add(
                    more.place(),
                    "Cannot use %s twice: it is in %s:%d already. Put both together."
                            .formatted(key, first.file(), first.line()));
        }
        return written.stream().findFirst().map(Written::value);
    }

    private boolean unique(String what, List<Written<String>> written) {
        Map<String, Place> seen = new HashMap<>();
        boolean unique = true;
        for (Written<String> name : written) {
            Place first = seen.putIfAbsent(name.value(), name.place());
            if (first != null) {
                unique = false;
                problems.add(
                        name.place(),
                        "Cannot use %s '%s' twice: it is in %s:%d already. Rename one."
                                .formatted(what, name.value(), first.file(), first.line()));
            }
        }
        return unique;
    }

    private Guardrails guardrails(GuardrailSettings written) {
        written.checkRegions(problems);
        Set<ColumnId> masked = new TreeSet<>();
        written.mask().forEach(column -> names.column("mask", column).ifPresent(masked::add));
        return new Guardrails(written.regions().stream().map(Written::value).toList(), written.deny(), masked);
    }

    private List<Alarm> alarms(Set<String> roles) {
        AlarmReader reader = new AlarmReader(names, problems);
        boolean unique = unique(
                "alarm", settings.alarms().stream().map(AlarmSettings::name).toList());
        List<Alarm> alarms = settings.alarms().stream()
                .flatMap(alarm -> reader.read(alarm, recipients(alarm.to(), roles)).stream())
                .toList();
        return unique ? alarms : List.of();
    }

    private Optional<Budget> budget(BudgetSettings budget, Set<String> roles) {
        int warnAt = budget.warnAt()
                .map(share -> Integer.parseInt(share.value().replace("%", "")))
                .orElse(WARN_AT);
        List<Recipient> to = recipients(budget.to(), roles);
        return budget.monthly()
                .map(amount -> new Budget(
                        budget.name().value(), new BigDecimal(amount.value().replace(" USD", "")), warnAt, to));
    }

    private List<Recipient> recipients(List<Written<String>> written, Set<String> roles) {
        return written.stream()
                .map(recipient -> {
                    String name = recipient.value().substring("role:".length());
                    boolean role = recipient.value().startsWith("role:");
                    if (role && !roles.contains(name)) {
                        problems.add(
                                recipient.place(),
                                "Cannot tell role '%s': access has no such role.%s"
                                        .formatted(
                                                name,
                                                Spelling.nearest(name, roles)
                                                        .map(" Did you mean '%s'?"::formatted)
                                                        .orElse(
                                                                " Add it to access.roles, or write mail: with an address.")));
                    }
                    return new Recipient(role ? Recipient.Kind.ROLE : Recipient.Kind.MAIL, name);
                })
                .toList();
    }
}
