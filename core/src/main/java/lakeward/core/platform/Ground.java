package lakeward.core.platform;

import java.util.List;
import java.util.Optional;

/**
 * What a platform stands on: its bounds, its network, its people, and who watches it. What the author leaves out is
 * absent, so that a target can tell a default from a wish.
 */
public record Ground(
        Optional<Guardrails> guardrails,
        Optional<Network> network,
        Access access,
        List<Alarm> alarms,
        Optional<Audit> audit,
        List<Budget> budgets) {
    public static final Ground DEFAULT =
            new Ground(Optional.empty(), Optional.empty(), Access.NONE, List.of(), Optional.empty(), List.of());

    public Ground {
        alarms = List.copyOf(alarms);
        budgets = List.copyOf(budgets);
    }
}
