package lakeward.core.platform;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of data. */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("(\\d+)\\s*(B|kB|KiB|MB|MiB|GB|GiB)");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("Cannot have %d bytes: an amount is 0 or more.".formatted(bytes));
        }
    }

    public static ByteSize mebibytes(long mebibytes) {
        return new ByteSize(mebibytes << 20);
    }

    /**
     * Reads a number and a unit, for example {@code 64 MiB}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a number and a unit, for example 64 MiB");
        }
        long unit = switch (matcher.group(2)) {
            case "B" -> 1;
            case "kB" -> 1_000;
            case "KiB" -> 1L << 10;
            case "MB" -> 1_000_000;
            case "MiB" -> 1L << 20;
            case "GB" -> 1_000_000_000;
            default -> 1L << 30;
        };
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
    }

    /** Returns the amount for people, for example {@code 12 kB}. */
    @Override
    public String toString() {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }
}
