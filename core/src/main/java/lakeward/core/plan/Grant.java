package lakeward.core.plan;

import java.util.Comparator;

/**
 * What somebody may do.
 *
 * @param who a role, a group or a service
 * @param may for example {@code read}
 * @param on what
 */
public record Grant(String who, String may, String on) implements Comparable<Grant> {
    private static final Comparator<Grant> ORDER =
            Comparator.comparing(Grant::who).thenComparing(Grant::on).thenComparing(Grant::may);

    static Grant of(Content content) {
        ContentReader reader = new ContentReader("grant");
        Content.Fields fields = reader.fields(content, "grants");
        return new Grant(reader.text(fields, "who"), reader.text(fields, "may"), reader.text(fields, "on"));
    }

    Content.Fields content() {
        return Content.empty().with("who", who).with("may", may).with("on", on);
    }

    @Override
    public int compareTo(Grant other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s may %s %s".formatted(who, may, on);
    }
}
