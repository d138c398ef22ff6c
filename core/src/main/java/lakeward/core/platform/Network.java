package lakeward.core.platform;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The network that a platform has to itself where it runs on more than one machine.
 *
 * @param range all its addresses, a prefix of 16 to 24 bits
 * @param zones how many places that fail apart it spans, 2 or 3
 * @param tiers the part of {@code range} that each tier has, shared out over the zones
 * @param privateLinks what is reached without the internet
 * @param peers networks that may be reached from here, whose ranges overlap neither this one nor each other
 */
public record Network(Cidr range, int zones, Map<Tier, Cidr> tiers, Set<PrivateLink> privateLinks, List<Peer> peers) {
    /** Who is reached from where. */
    public enum Tier {
        /** From the internet and to it. */
        PUBLIC,
        /** To the internet alone. */
        PRIVATE,
        /** Neither. */
        ISOLATED
    }

    /** What a network can reach without the internet. */
    public enum PrivateLink {
        OBJECTS,
        METADATA,
        WAREHOUSE,
        SECRETS,
        LOGS
    }

    /** Another network, as the author calls it. */
    public record Peer(String name, Cidr range) {}

    /** How many bits more a zone's part of a tier shares: of four parts, the last is left for later. */
    public static final int ZONE_BITS = 2;

    /** The fewest bits that addresses of a network share, and the most for which each zone still gets its subnets. */
    public static final int WIDEST = 16;

    public static final int NARROWEST = 24;

    /** The most bits that addresses of one subnet share: 16 addresses, of which clouds keep 5. */
    public static final int NARROWEST_SUBNET = 28;

    private static final Cidr DEFAULT_RANGE = Cidr.parse("10.0.0.0/16");

    public static final Network DEFAULT =
            new Network(DEFAULT_RANGE, 3, tiersOf(DEFAULT_RANGE), Set.of(PrivateLink.OBJECTS), List.of());

    public Network {
        tiers = Collections.unmodifiableMap(new EnumMap<>(tiers));
        privateLinks = Collections.unmodifiableSet(new TreeSet<>(privateLinks));
        peers = List.copyOf(peers);
        check(range.prefix() >= WIDEST && range.prefix() <= NARROWEST, "its range is no /16 to /24");
        check(zones == 2 || zones == 3, "it has 2 or 3 zones");
        check(tiers.keySet().equals(Set.of(Tier.values())), "a tier has no range");
        List<Cidr> inside = List.copyOf(tiers.values());
        check(inside.stream().allMatch(range::contains), "a tier is outside it");
        check(areApart(inside), "tiers overlap");
        check(inside.stream().allMatch(tier -> tier.prefix() + ZONE_BITS <= NARROWEST_SUBNET), "a tier is too small");
        List<Cidr> outside = peers.stream().map(Peer::range).toList();
        check(outside.stream().noneMatch(range::overlaps) && areApart(outside), "peers overlap");
    }

    /** Returns how tiers share a range if nobody says otherwise: a quarter each, one is left for later. */
    public static Map<Tier, Cidr> tiersOf(Cidr range) {
        Map<Tier, Cidr> tiers = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            tiers.put(tier, range.part(tier.ordinal(), 2));
        }
        return tiers;
    }

    /**
     * Returns a tier's part in a zone, which is the same however many zones there are: one more changes no other.
     *
     * @param zone from 0
     */
    public Cidr subnet(Tier tier, int zone) {
        return tiers.get(tier).part(zone, ZONE_BITS);
    }

    private static boolean areApart(List<Cidr> ranges) {
        return IntStream.range(0, ranges.size())
                .allMatch(i -> ranges.subList(i + 1, ranges.size()).stream().noneMatch(ranges.get(i)::overlaps));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("Cannot make a network: %s. Change its ranges.".formatted(otherwise));
        }
    }
}
