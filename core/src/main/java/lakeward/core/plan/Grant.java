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

    @Override
    public int compareTo(Grant other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s may %s %s".formatted(who, may, on);
    }
}
