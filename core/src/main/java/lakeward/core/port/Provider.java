package lakeward.core.port;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;

/**
 * A vendor as the maker of one platform's parts on one target. It makes what a plan says and nothing else, and records a
 * {@link lakeward.core.plan.Marker} with each part, at the vendor: so {@link #standing} is what the vendor tells, and
 * nothing of ours remembers it. For use by one thread at a time.
 *
 * <p>Credentials come from the vendor's own chain. What fails because of them, of a right, of the network or of the vendor
 * is a {@code PlatformException} of fault ENVIRONMENT that names the account, what was asked and the right that is
 * missing, never a secret. A vendor that is busy, throttles or answers 5xx is asked again, for minutes at most.
 */
public interface Provider extends AutoCloseable {
    /** Tells what another vendor, or this one, chose when it made a part. */
    interface Outputs {
        /**
         * Returns a value by the part's id and a name, for example the {@code arn} of a role.
         *
         * @throws lakeward.core.platform.PlatformException if the part does not stand
         */
        String of(String part, String name);
    }

    /**
     * Steps that a vendor does at once.
     *
     * @param work does them. Repeatable, also after a death amid it: what is done is left, what is half done is finished. What
     *     holds data is never made anew unless the step says so
     */
    record Batch(List<Step> steps, Consumer<Outputs> work) {
        public Batch {
            steps = List.copyOf(steps);
        }

        /** Returns the plan's steps at a vendor each alone, in the plan's order. */
        public static List<Batch> ofEach(Plan plan, Vendor vendor, BiConsumer<Step, Outputs> work) {
            return plan.steps().stream()
                    .filter(step -> step.part().site().vendor() == vendor)
                    .map(step -> new Batch(List.of(step), outputs -> work.accept(step, outputs)))
                    .toList();
        }

        /** Does the steps. */
        public void apply(Outputs outputs) {
            work.accept(outputs);
        }
    }

    Vendor vendor();

    /**
     * Reports what stands of the platform; changes nothing. What others made is not told, however alike it looks.
     *
     * @throws lakeward.core.platform.PlatformException if the account is not the one that was planned
     */
    Standing standing();

    /**
     * Puts the plan's steps at this vendor into the order in which they are to be done, those into one batch that the vendor
     * does at once. A step that both makes and takes away may stand in two. Nothing is done yet.
     */
    List<Batch> batches(Plan plan);

    /**
     * Returns what the vendor chose when it made a part of its own.
     *
     * @throws lakeward.core.platform.PlatformException if the part does not stand, or has no such value
     */
    String output(String part, String name);

    @Override
    void close();
}
