package lakeward.cloud.snowflake;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;

/**
 * What stands in an object's comment after the words for people: whose it is, and what Snowflake told of it when it was as
 * planned.
 *
 * @param told a digest of it
 * @param left whether it stays for its data alone, and is no longer looked after
 */
record Mark(Marker marker, String told, boolean left) {
    private static final String KEPT = "\nlakeward ";
    private static final String LEFT = "\nleft by lakeward ";
    private static final String TOLD = "told";

    static Mark of(Marker marker, SortedMap<String, String> told) {
        return new Mark(marker.withoutContent(), digest(told), false);
    }

    /** Reads a comment; empty if nothing of ours is in it. */
    static Optional<Mark> read(String comment) {
        int at = comment.lastIndexOf(KEPT);
        boolean left = at < 0;
        if (left) {
            at = comment.lastIndexOf(LEFT);
        }
        if (at < 0) {
            return Optional.empty();
        }
        try {
            Content content = Content.parse(comment.substring(at + (left ? LEFT : KEPT).length()));
            String told = content instanceof Fields fields && fields.get(TOLD).orElse(null) instanceof Text text
                    ? text.value()
                    : "";
            return Optional.of(new Mark(Marker.parse(content), told, left));
        } catch (IllegalArgumentException somethingElse) {
            return Optional.empty();
        }
    }

    Mark leaving() {
        return new Mark(marker, told, true);
    }

    /** Returns the comment, of the words for people. */
    String comment(String words) {
        String json = marker.content().with(TOLD, told).toJson().replaceAll("\n *", "");
        return words + (left ? LEFT : KEPT) + json;
    }

    /** Returns how the part stands, of what Snowflake tells of it now: its digest is another if that changed. */
    Stood stood(SortedMap<String, String> now) {
        Stood stood = marker.stood();
        if (told.equals(digest(now))) {
            return stood;
        }
        Fields changed = Content.empty().with("planned", stood.digest()).with(TOLD, digest(now));
        return new Stood(
                stood.construct(),
                stood.site(),
                stood.what(),
                Standing.digestOf(changed),
                stood.fixedDigest(),
                Optional.empty(),
                stood.holdsData(),
                stood.needs(),
                stood.grants());
    }

    private static String digest(SortedMap<String, String> told) {
        Fields fields = Content.empty();
        for (var entry : told.entrySet()) {
            fields = fields.with(entry.getKey(), entry.getValue());
        }
        return Standing.digestOf(fields).substring(0, 16);
    }

    static SortedMap<String, String> nothing() {
        return Collections.emptySortedMap();
    }
}
