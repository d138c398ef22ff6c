package lakeward.core.platform;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is kept of who did what, and what is looked for in it.
 *
 * @param keep how long, 90 d to 10 years
 */
public record Audit(Duration keep, Set<Detector> detect, Set<Rule> rules) {
    /** What is looked for in what people and programs do. */
    public enum Detector {
        BRUTE_FORCE,
        UNUSUAL_READ,
        PRIVILEGE_GAIN,
        PUBLIC_SHARE
    }

    /** What must hold of what stands. */
    public enum Rule {
        ENCRYPTED,
        NO_PUBLIC_SHARE,
        BACKED_UP,
        TLS_ONLY
    }

    public static final Audit DEFAULT =
            new Audit(Duration.ofDays(400), EnumSet.allOf(Detector.class), EnumSet.allOf(Rule.class));

    public Audit {
        detect = Collections.unmodifiableSet(new TreeSet<>(detect));
        rules = Collections.unmodifiableSet(new TreeSet<>(rules));
    }
}
