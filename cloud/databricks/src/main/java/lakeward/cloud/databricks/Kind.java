package lakeward.cloud.databricks;

import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.error.platform.NotFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.port.Provider.Outputs;

/**
 * One kind of thing that parts are made as. What bears the platform's label is the platform's; all else is left alone.
 *
 * @param <T> a thing, as Databricks tells it
 */
abstract class Kind<T> {
    /** A thing of the platform. */
    record Found<T>(T thing, Label label) {}

    /** How often a part is made of what is looked at, until it is told as made. */
    private static final int ROUNDS = 2;

    final Owner owner;
    final Workspace workspace;

    Kind(Owner owner, Workspace workspace) {
        this.owner = owner;
        this.workspace = workspace;
    }

    /** Whether a part is made as a thing of this kind. */
    abstract boolean makes(String part);

    /** Returns what people call it, for example {@code catalog shop_prod}. */
    abstract String named(Part part);

    /** Returns every thing of the kind that may bear the platform's label. */
    abstract List<T> all(Inventory inventory);

    /** Returns what has the part's name, whoever made it. */
    abstract Optional<T> look(Part part);

    abstract Optional<Label> label(T thing);

    /** Returns those properties of a thing that a part decides. */
    abstract Content properties(T thing);

    /** Returns the same as they are once the part is made. */
    abstract Content wanted(Part part, Outputs outputs);

    abstract void create(Part part, Label label, Outputs outputs);

    abstract void change(T thing, Part part, Label label, Outputs outputs);

    abstract void delete(T thing);

    /** Whether the workspace still tells of a thing that was taken away. */
    abstract boolean isTold(T thing);

    /** Returns what the platform has of the kind. */
    final List<Found<T>> found(Inventory inventory) {
        List<Found<T>> found = new ArrayList<>();
        for (T thing : all(inventory)) {
            label(thing)
                    .filter(label -> owner.made(label) && makes(label.marker().part()))
                    .ifPresent(label -> found.add(new Found<>(thing, label)));
        }
        return found;
    }

    /** Leaves what holds data where it stands, and says there that it is no longer looked after. */
    void leave(T thing, Label label) {}

    /** Returns what the platform has of the kind and looks after. */
    final List<Found<T>> kept(Inventory inventory) {
        return found(inventory).stream().filter(found -> !found.label().left()).toList();
    }

    final Stood stood(Found<T> found) {
        return found.label().stood(properties(found.thing()));
    }

    /** Makes a part, or makes of what stands what is wanted; leaves what already is. */
    final void make(Part part, Outputs outputs) {
        workspace.doing("make " + named(part), () -> {
            Content properties = wanted(part, outputs);
            Label label = owner.label(part, properties);
            // What was looked at may have been what was before, and what is made of that is wrong: so look again.
            for (int round = 0; round < ROUNDS && !isMade(part, label, properties); round++) {
                Optional<T> there = look(part);
                if (there.isPresent()) {
                    bring(there.get(), part, label, properties, outputs);
                } else {
                    createOrFind(part, label, properties, outputs);
                }
                workspace.await(() -> isMade(part, label, properties));
            }
            return null;
        });
    }

    private boolean isMade(Part part, Label label, Content properties) {
        return look(part).filter(thing -> isSo(thing, label, properties)).isPresent();
    }

    private void createOrFind(Part part, Label label, Content properties, Outputs outputs) {
        try {
            create(part, label, outputs);
        } catch (DatabricksError refused) {
            // Perhaps it is there, made by a call whose answer was lost, and reads do not tell yet. What refuses may be
            // the
            // name, or the place, which a thing of one's own takes as well.
            if (refused.getStatusCode() != 400 && refused.getStatusCode() != 409) {
                throw refused;
            }
            workspace.awaitShortly(() -> look(part).isPresent());
            bring(look(part).orElseThrow(() -> refused), part, label, properties, outputs);
        }
    }

    private void bring(T thing, Part part, Label label, Content properties, Outputs outputs) {
        Optional<Label> before = label(thing);
        if (before.isEmpty()
                || !owner.made(before.get())
                || !before.get().marker().part().equals(part.id())) {
            throw Refusal.taken(named(part), workspace.address());
        }
        if (!isSo(thing, label, properties)) {
            change(thing, part, label, outputs);
        }
    }

    private boolean isSo(T thing, Label label, Content properties) {
        return label(thing).equals(Optional.of(label)) && properties(thing).equals(properties);
    }

    /** Leaves what a part was made as for its data. */
    final void leave(String part) {
        workspace.doing("leave " + part, () -> {
            for (Found<T> found : kept(new Inventory(owner, workspace))) {
                if (found.label().marker().part().equals(part)) {
                    leave(found.thing(), found.label().leaving());
                    workspace.await(() -> kept(new Inventory(owner, workspace)).stream()
                            .noneMatch(one -> one.label().marker().part().equals(part)));
                }
            }
            return null;
        });
    }

    /** Takes away what a part was made as, if it stands. */
    final void remove(String part) {
        workspace.doing("take away " + part, () -> {
            for (Found<T> found : found(new Inventory(owner, workspace))) {
                if (found.label().marker().part().equals(part)) {
                    try {
                        delete(found.thing());
                    } catch (NotFound gone) {
                        // A call whose answer was lost took it away.
                    }
                    workspace.await(() -> !isTold(found.thing()));
                }
            }
            return null;
        });
    }
}
