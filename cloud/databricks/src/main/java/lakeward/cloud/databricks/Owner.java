package lakeward.cloud.databricks;

import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Part;
import lakeward.core.plan.Standing.Stood;

/** The platform on its target, as the owner of what it made. */
record Owner(String platform, String target) {
    Label label(Part part, Content properties) {
        return Label.of(new Marker(platform, target, part.id(), Stood.of(part)), properties);
    }

    /** Returns what stands with a thing that bears a label. */
    static String text(Label label) {
        return label.after(
                label.left()
                        ? "Made by Lakeward, which leaves it for its data."
                        : "Made by Lakeward, which changes it and takes it away.");
    }

    /**
     * Finds the label in what stands with a thing.
     *
     * @param text as the SDK gives it: null where nothing stands there
     */
    static Optional<Label> labelIn(String text) {
        return Optional.ofNullable(text).flatMap(Label::in);
    }

    /** Returns a name that no other target of a platform has, as plans give them. */
    String named(String what) {
        return "%s-%s-%s".formatted(platform, target, what).replace('_', '-');
    }

    boolean made(Label label) {
        return label.marker().isOf(platform, target);
    }
}
