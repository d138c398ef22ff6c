package lakeward.core.platform;

import java.math.BigDecimal;

/**
 * How a database is run that Lakeward runs in the cloud.
 *
 * @param version of the engine, {@code 17} or {@code 17.6}
 * @param standby whether a second server in another zone takes over
 */
public record DatabasePlacement(Service service, String version, Sizing sizing, boolean standby) {
    /** Which product of AWS. */
    public enum Service {
        AURORA,
        RDS
    }

    /** How large. */
    public sealed interface Sizing {
        /**
         * As large as the load asks for, in Aurora capacity units of about 2 GiB of memory.
         *
         * @param from 0 to 256 in halves; 0 pauses when idle, which a replication slot never lets it be
         * @param to 1 to 256
         */
        record Capacity(BigDecimal from, BigDecimal to) implements Sizing {
            public Capacity {
                if (from.compareTo(to) > 0) {
                    throw new IllegalArgumentException(
                            "Cannot size a database from %s up to %s: swap the two.".formatted(from, to));
                }
            }
        }

        /**
         * The same at all times.
         *
         * @param name for example {@code db.r7g.large}
         */
        record Instance(String name) implements Sizing {}
    }

    public static final DatabasePlacement DEFAULT = new DatabasePlacement(
            Service.AURORA, "17", new Sizing.Capacity(new BigDecimal("0.5"), new BigDecimal("8")), true);

    public DatabasePlacement {
        if (service == Service.RDS && sizing instanceof Sizing.Capacity) {
            throw new IllegalArgumentException("Cannot give RDS a capacity: only Aurora has one. Give it a size.");
        }
    }
}
