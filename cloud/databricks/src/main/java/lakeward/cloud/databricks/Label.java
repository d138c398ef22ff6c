package lakeward.cloud.databricks;

import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Part;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;

/**
 * What stands at Databricks with whatever is made for a part: its marker, and what Databricks told of the thing then. So
 * what somebody changed by hand is seen, also where there is no room for the part's content.
 *
 * @param made digest of the thing's properties
 * @param left whether it stays for its data alone, and is no longer looked after
 */
record Label(Marker marker, String made, boolean left) {
    private static final String FRONT = "Made by Lakeward, which changes it and takes it away. ";
    private static final String LEFT_FRONT = "Made by Lakeward, which leaves it for its data. ";
    private static final String MADE = "made";

    static Label of(String platform, String target, Part part, Content properties) {
        Marker marker = new Marker(platform, target, part.id(), Stood.of(part).withoutContent());
        return new Label(marker, Standing.digestOf(properties), false);
    }

    /** Reads what {@link #text} gives; empty if it is anything else. */
    static Optional<Label> parse(String text) {
        if (text == null || !(text.startsWith(FRONT) || text.startsWith(LEFT_FRONT))) {
            return Optional.empty();
        }
        boolean left = text.startsWith(LEFT_FRONT);
        try {
            Content content = Content.parse(text.substring((left ? LEFT_FRONT : FRONT).length()));
            return content instanceof Fields fields && fields.get(MADE).orElse(null) instanceof Text made
                    ? Optional.of(new Label(Marker.parse(fields), made.value(), left))
                    : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    Label leaving() {
        return new Label(marker, made, true);
    }

    /** Returns it as one line. */
    String text() {
        // A text in JSON has no line break of its own, so each one here is between values.
        return (left ? LEFT_FRONT : FRONT)
                + marker.content().with(MADE, made).toJson().replaceAll("\\n\\s*", " ");
    }

    boolean isAsMade(Content properties) {
        return made.equals(Standing.digestOf(properties));
    }

    /** Returns how the part stands: other than planned if somebody changed the thing since. */
    Stood stood(Content properties) {
        Stood stood = marker.stood();
        return isAsMade(properties)
                ? stood
                : new Stood(
                        stood.construct(),
                        stood.site(),
                        stood.what(),
                        Standing.digestOf(Content.empty().with("changed by hand", properties)),
                        stood.fixedDigest(),
                        stood.content(),
                        stood.holdsData(),
                        stood.needs(),
                        stood.grants());
    }
}
