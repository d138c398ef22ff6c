package lakeward.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Network;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** What the author says of what the platform stands on, before tables are known. What may be said once is a list here. */
record GroundSettings(
        List<Written<GuardrailSettings>> guardrails,
        List<Written<Optional<Network>>> network,
        List<Written<AccessSettings>> access,
        List<AlarmSettings> alarms,
        List<Written<Audit>> audit,
        List<BudgetSettings> budgets) {
    /** Names of what is watched, counted or peered with: they become part of the vendors' names. */
    static final Form NAME =
            Form.of("[a-z][a-z0-9-]{0,39}", "lower-case letters, digits and -, for example late-orders");

    static GroundSettings read(Section section) {
        return new GroundSettings(
                section
                        .section(
                                "guardrails",
                                "What holds for the whole platform; no grant overrides it.",
                                inner -> new Written<>(GuardrailSettings.read(inner), inner.place()))
                        .stream()
                        .toList(),
                section
                        .section(
                                "network",
                                "The network that the platform has to itself where it runs on more than one machine.",
                                inner -> new Written<>(NetworkSettings.read(inner), inner.place()))
                        .stream()
                        .toList(),
                section
                        .section(
                                "access",
                                "Who may read what.",
                                inner -> new Written<>(AccessSettings.read(inner), inner.place()))
                        .stream()
                        .toList(),
                section
                        .sections(
                                "alarms", NAME, "What tells people when a figure passes a limit.", AlarmSettings::read)
                        .stream()
                        .toList(),
                section
                        .section(
                                "audit",
                                "What is kept of who did what, and what is looked for in it.",
                                inner -> new Written<>(AuditSettings.read(inner), inner.place()))
                        .stream()
                        .toList(),
                section.sections("budgets", NAME, "What the platform may cost.", BudgetSettings::read));
    }

    GroundSettings and(GroundSettings other) {
        return new GroundSettings(
                joined(guardrails, other.guardrails),
                joined(network, other.network),
                joined(access, other.access),
                joined(alarms, other.alarms),
                joined(audit, other.audit),
                joined(budgets, other.budgets));
    }

    /** Whether a network is written that cannot be read. */
    boolean hasBrokenNetwork() {
        return network.stream().anyMatch(written -> written.value().isEmpty());
    }

    static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }
}
