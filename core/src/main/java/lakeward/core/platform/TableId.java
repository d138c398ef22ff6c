package lakeward.core.platform;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/** A table of the lake: its zone and its name there, written {@code processed.orders}. */
public record TableId(Zone zone, String name) implements Comparable<TableId> {
    private static final Comparator<TableId> ORDER =
            Comparator.comparing(TableId::zone).thenComparing(TableId::name);

    public TableId {
        Objects.requireNonNull(zone, "zone");
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot name a table of zone %s: the name is empty. Give it one.".formatted(zone));
        }
    }

    /**
     * Reads {@code zone.name}, the zone in any case.
     *
     * @throws IllegalArgumentException if there is no zone before the first dot, or it is unknown
     */
    public static TableId parse(String text) {
        int dot = text.indexOf('.');
        for (Zone zone : Zone.values()) {
            if (dot > 0 && zone.label().equals(text.substring(0, dot).toLowerCase(Locale.ROOT))) {
                return new TableId(zone, text.substring(dot + 1));
            }
        }
        throw new IllegalArgumentException(
                "Cannot read table '%s': expected zone.name, for example processed.orders. ".formatted(text)
                        + "The zones are raw, processed, curated and quarantine.");
    }

    @Override
    public int compareTo(TableId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return zone.label() + "." + name;
    }
}
