package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.contract.FaultyServer.Failure;
import lakeward.core.plan.Action;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;
import lakeward.core.port.Provider.Batch;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Provider} does, over the wire, before a vendor's stand-in that keeps what it is told. Each test has a
 * new vendor.
 */
public abstract class ProviderContract {
    /** Leaves a vendor that has nothing: the same, from which all is taken away, unless a new one is quicker. */
    protected void renew() {
        apply(nothing(standing()));
    }

    /** Leaves a vendor where all that {@link #plan} wants stands, and nothing else; there may be a quicker way than to make it. */
    protected void renewWithAll() {
        renew();
        apply(plan(Standing.NOTHING));
    }

    /** Returns the vendor that providers talk to. */
    protected abstract FaultyServer vendor();

    /** Returns what the vendor has now, as a text: equal states, equal texts. What it counts or when it was is left out. */
    protected abstract String state();

    /** Opens a provider that gives up after a few tries, a few milliseconds apart. */
    protected abstract Provider open();

    /** Returns what makes a platform, its parts at every vendor, of what stands. */
    protected abstract Plan plan(Standing standing);

    /** Returns the same for that platform less a model and a role, whose data nobody named for deletion. */
    protected abstract Plan smaller(Standing standing);

    /** Returns the same for a platform that wants nothing, with leave to delete all data. */
    protected abstract Plan nothing(Standing standing);

    /** Stands for the other vendors; a vendor whose parts need others' values says them here. */
    protected String output(String part, String name) {
        throw new AssertionError("no output %s of %s".formatted(name, part));
    }

    @Test
    void nothingStandsAtFirstAndLookingChangesNothing() {
        String before = state();
        try (Provider provider = open()) {
            assertThat(provider.standing().parts()).isEmpty();
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void whatWasMadeStandsAsPlanned() {
        Plan plan = plan(Standing.NOTHING);

        apply(plan);

        assertThat(withoutContent(standing())).isEqualTo(withoutContent(wanted(plan)));
        assertThat(actions(plan(standing()))).containsOnly(Action.NOTHING);
    }

    @Test
    void whatStandsIsNotTouchedAgain() {
        apply(plan(Standing.NOTHING));
        String before = state();

        apply(plan(Standing.NOTHING));

        assertThat(state()).isEqualTo(before);
        assertThat(actions(plan(standing()))).containsOnly(Action.NOTHING);
    }

    @Test
    void whatIsWantedNoMoreGoesAndComesBack() {
        apply(plan(Standing.NOTHING));
        String before = state();

        Plan smaller = smaller(standing());
        apply(smaller);

        assertThat(actions(smaller)).contains(Action.DELETE);
        assertThat(withoutContent(standing())).isEqualTo(withoutContent(wanted(smaller)));
        assertThat(state()).isNotEqualTo(before);
        apply(plan(standing()));
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void allGoesWhenNothingIsWanted() {
        String before = state();
        apply(plan(Standing.NOTHING));

        apply(nothing(standing()));

        assertThat(standing().parts()).isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void deathAfterAnyCallIsMendedByDoingItAgain() {
        apply(plan(Standing.NOTHING));
        String full = state();
        boolean died = true;
        for (int call = 0; died; call++) {
            renew();
            died = diesAndIsDoneAgain(plan(Standing.NOTHING), call, full);
        }
    }

    @Test
    void deathAfterAnyCallOfTakingAwayIsMendedByDoingItAgain() {
        String empty = state();
        boolean died = true;
        for (int call = 0; died; call++) {
            renewWithAll();
            died = diesAndIsDoneAgain(nothing(standing()), call, empty);
        }
    }

    /** Dies after a call, does it again, and returns whether there were so many calls. */
    private boolean diesAndIsDoneAgain(Plan plan, int call, String wanted) {
        vendor().fail(Failure.DEAD, call, 1);
        boolean died = dies(plan);
        vendor().heal();
        if (died) {
            apply(plan);
        }
        assertThat(state()).as("after a death at call %d", call).isEqualTo(wanted);
        assertThat(withoutContent(standing())).isEqualTo(withoutContent(wanted(plan)));
        return died;
    }

    @Test
    void busyVendorIsAskedAgain() {
        apply(plan(Standing.NOTHING));
        String full = state();
        Plan end = nothing(standing());
        apply(end);
        vendor().heal();
        apply(plan(Standing.NOTHING));
        int calls = vendor().count();
        apply(nothing(standing()));

        for (Failure failure : List.of(Failure.THROTTLED, Failure.UNAVAILABLE, Failure.LOST)) {
            for (int call = 0; call < calls; call += 1 + calls / 12) {
                vendor().fail(failure, call, 1);
                apply(plan(Standing.NOTHING));
                vendor().heal();
                assertThat(state()).as("%s at call %d", failure, call).isEqualTo(full);
                apply(nothing(standing()));
            }
        }
    }

    @Test
    void vendorThatStaysAwayIsToldWithoutAStackTrace() {
        vendor().fail(Failure.UNAVAILABLE, 0, Integer.MAX_VALUE);

        assertThatThrownBy(() -> apply(plan(Standing.NOTHING)))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        thrown -> assertThat(thrown.fault()).isEqualTo(Fault.ENVIRONMENT))
                .hasMessageMatching("(?s)Cannot .+: .+\\. .+\\.")
                .hasMessageContaining("503");
    }

    private boolean dies(Plan plan) {
        try {
            apply(plan);
            return false;
        } catch (PlatformException expected) {
            return true;
        }
    }

    /** Does the vendor's steps as a deployment would, but for the other vendors' between them. */
    protected final void apply(Plan plan) {
        try (Provider provider = open()) {
            List<Step> ours = ours(plan, provider);
            Set<String> own = ours.stream().map(Step::id).collect(Collectors.toSet());
            List<Batch> batches = provider.batches(plan);
            assertThat(batches.stream().flatMap(batch -> batch.steps().stream()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(ours);
            for (Batch batch : batches) {
                batch.apply((part, name) -> own.contains(part) ? provider.output(part, name) : output(part, name));
            }
        }
    }

    private Standing standing() {
        try (Provider provider = open()) {
            return provider.standing();
        }
    }

    private Standing wanted(Plan plan) {
        try (Provider provider = open()) {
            Map<String, Stood> ours = new TreeMap<>(plan.afterwards().parts());
            ours.values().removeIf(stood -> stood.site().vendor() != provider.vendor());
            return new Standing(ours);
        }
    }

    private Set<Action> actions(Plan plan) {
        try (Provider provider = open()) {
            return ours(plan, provider).stream().map(Step::action).collect(Collectors.toSet());
        }
    }

    private static List<Step> ours(Plan plan, Provider provider) {
        return plan.steps().stream()
                .filter(step -> step.part().site().vendor() == provider.vendor())
                .toList();
    }

    private static Map<String, Stood> withoutContent(Standing standing) {
        Map<String, Stood> bare = new TreeMap<>();
        standing.parts().forEach((id, stood) -> bare.put(id, stood.withoutContent()));
        return bare;
    }
}
