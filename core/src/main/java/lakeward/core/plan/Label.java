package lakeward.core.plan;

import java.util.Optional;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;
import lakeward.core.plan.Standing.Stood;

/**
 * What stands at a vendor with whatever is made for a part, after words for people: its marker, and what the vendor told of the
 * thing when it was as planned. So what somebody changed by hand is seen, also where there is no room for the part's content.
 *
 * @param told digest of what the vendor told
 * @param left whether the thing stays for its data alone, and is no longer looked after
 */
public record Label(Marker marker, String told, boolean left) {
    private static final String FRONT = "\nlakeward ";
    private static final String TOLD = "told";
    private static final String LEFT = "left";

    /** Returns the label of what is made; of the marker it has all but the part's content. */
    public static Label of(Marker marker, Content told) {
        return new Label(marker.withoutContent(), Standing.digestOf(told), false);
    }

    /** Finds the label in what {@link #after} gives; empty if there is none of ours in it. */
    public static Optional<Label> in(String text) {
        int at = text.lastIndexOf(FRONT);
        if (at < 0) {
            return Optional.empty();
        }
        try {
            Content content = Content.parse(text.substring(at + FRONT.length()));
            return content instanceof Fields fields
                            && fields.get(TOLD).orElse(null) instanceof Text told
                            && fields.get(LEFT).orElse(null) instanceof Truth left
                    ? Optional.of(new Label(Marker.parse(fields), told.value(), left.value()))
                    : Optional.empty();
        } catch (IllegalArgumentException somethingElse) {
            return Optional.empty();
        }
    }

    /** Returns the label of the same thing once it is left for its data. */
    public Label leaving() {
        return new Label(marker, told, true);
    }

    /** Returns words for people, and the label in a line of its own. */
    public String after(String words) {
        // A text in JSON has no line break of its own, so each one here is between values.
        return words
                + FRONT
                + marker.content().with(TOLD, told).with(LEFT, left).toJson().replaceAll("\\n *", "");
    }

    /** Returns how the part stands, by what the vendor tells of the thing now. */
    public Stood stood(Content now) {
        return told.equals(Standing.digestOf(now)) ? marker.stood() : changed(now);
    }

    /** Returns that the part stands, but not as planned. */
    public Stood changed(Content now) {
        Stood stood = marker.stood();
        return new Stood(
                stood.construct(),
                stood.site(),
                stood.what(),
                Standing.digestOf(Content.empty().with("changed", now)),
                stood.fixedDigest(),
                Optional.empty(),
                stood.holdsData(),
                stood.needs(),
                stood.grants());
    }
}
