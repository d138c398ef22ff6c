package lakeward.core.platform;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What holds for the whole platform, and no grant overrides.
 *
 * @param regions where anything of it may be; empty for where its target is
 * @param deny what nobody may do
 * @param masked columns that no role may read in the clear
 */
public record Guardrails(List<String> regions, Set<Denial> deny, Set<ColumnId> masked) {
    /** What nobody may do. */
    public enum Denial {
        /** Let anybody read data without signing in. */
        PUBLIC_DATA,
        /** Take an account out of the organization's reach. */
        LEAVE_ORGANIZATION,
        /** Stop, change or erase the audit. */
        STOP_AUDIT,
        /** Keep data without encryption. */
        PLAIN_DATA,
        /** Let a role read zone raw, where every value that ever was stands. */
        READ_RAW
    }

    public static final Guardrails DEFAULT = new Guardrails(List.of(), EnumSet.allOf(Denial.class), Set.of());

    public Guardrails {
        regions = List.copyOf(regions);
        deny = Collections.unmodifiableSet(new TreeSet<>(deny));
        masked = Collections.unmodifiableSet(new TreeSet<>(masked));
    }
}
