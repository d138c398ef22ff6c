package lakeward.capture;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The numbers of a table's columns ({@code pg_attribute.attnum}) at one place of the log. No two columns of a table ever have
 * the same one, so a column that was dropped and added anew under its old name has another.
 *
 * @param byName also of columns that are gone
 * @param last the greatest number that was given so far
 */
record ColumnNumbers(Map<String, Integer> byName, int last) {
    ColumnNumbers {
        byName = Map.copyOf(byName);
    }

    /** Reads what {@link #toString} wrote. */
    static ColumnNumbers parse(String text) {
        String[] parts = text.split(" ", -1);
        Map<String, Integer> byName = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            byte[] name = HexFormat.of().parseHex(parts[i].substring(0, equals));
            byName.put(new String(name, StandardCharsets.UTF_8), Integer.valueOf(parts[i].substring(equals + 1)));
        }
        return new ColumnNumbers(byName, Integer.parseInt(parts[0]));
    }

    /** Whether the column is another one than the one that had its name. */
    boolean isOther(String name, int number) {
        return byName.getOrDefault(name, number) != number;
    }

    /** Returns the numbers at a later place, where the columns of these names have these numbers. */
    ColumnNumbers with(Map<String, Integer> later) {
        Map<String, Integer> all = new TreeMap<>(byName);
        all.putAll(later);
        return new ColumnNumbers(all, later.values().stream().reduce(last, Math::max));
    }

    @Override
    public String toString() {
        return new TreeMap<>(byName)
                .entrySet().stream()
                        .map(entry -> " "
                                + HexFormat.of().formatHex(entry.getKey().getBytes(StandardCharsets.UTF_8)) + "="
                                + entry.getValue())
                        .collect(Collectors.joining("", Integer.toString(last), ""));
    }
}
