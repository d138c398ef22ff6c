package lakeward.core.platform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses, written {@code 10.20.0.0/16}.
 *
 * @param address the first one, as an unsigned number
 * @param prefix how many of its 32 bits all addresses share
 */
public record Cidr(int address, int prefix) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    public Cidr {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("a prefix is 0 to 32 bits, not %d".formatted(prefix));
        }
        if ((address & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException("its address goes on after %d bits; the range that holds it is %s"
                    .formatted(prefix, new Cidr(address & mask(prefix), prefix)));
        }
    }

    /**
     * Reads an address and a prefix.
     *
     * @throws IllegalArgumentException with the reason alone, if it is none
     */
    public static Cidr parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected an IPv4 range, for example 10.20.0.0/16");
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("an address has numbers from 0 to 255, not %d".formatted(octet));
            }
            address = address << 8 | octet;
        }
        return new Cidr(address, Integer.parseInt(matcher.group(5)));
    }

    /** Whether every address of the other is in this one. */
    public boolean contains(Cidr other) {
        return prefix <= other.prefix && (other.address & mask(prefix)) == address;
    }

    /** Whether any address is in both. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** Returns part {@code index}, from 0, of those that this range falls into when {@code bits} more are shared. */
    public Cidr part(int index, int bits) {
        return new Cidr(address + (index << (32 - prefix - bits)), prefix + bits);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255, prefix);
    }
}
