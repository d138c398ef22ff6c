package lakeward.core.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * List prices, in US dollars.
 *
 * @param asOf the day they were looked up, for example {@code 2026-06-15}
 */
public record Prices(String asOf, SortedMap<String, BigDecimal> of) {
    private static final String FILE = "prices.properties";
    private static final String DAY = "as-of";

    public Prices(String asOf, Map<String, BigDecimal> of) {
        this(asOf, new TreeMap<>(of));
    }

    public Prices {
        of = Collections.unmodifiableSortedMap(new TreeMap<>(of));
    }

    /** Reads the prices that this program was built with. */
    public static Prices builtIn() {
        Properties properties = new Properties();
        try (InputStream file = Prices.class.getResourceAsStream(FILE)) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        SortedMap<String, BigDecimal> prices = new TreeMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> !name.equals(DAY))
                .forEach(name -> prices.put(name, new BigDecimal(properties.getProperty(name))));
        return new Prices(properties.getProperty(DAY), prices);
    }

    /** Returns the price of one unit. */
    BigDecimal of(String unit) {
        BigDecimal price = of.get(unit);
        if (price == null) {
            throw new IllegalArgumentException("Cannot price '%s': %s has no such line. Add it.".formatted(unit, FILE));
        }
        return price;
    }
}
