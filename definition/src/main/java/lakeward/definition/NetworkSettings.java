package lakeward.definition;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.Cidr;
import lakeward.core.platform.Network;
import lakeward.core.platform.Network.Peer;
import lakeward.core.platform.Network.PrivateLink;
import lakeward.core.platform.Network.Tier;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** Reads a network, and sees to it that its ranges fit. */
final class NetworkSettings {
    private static final Form CIDR = Form.of("[^\\s]+", "an IPv4 range, for example 10.20.0.0/16");

    private final Section section;
    private boolean fine = true;

    private NetworkSettings(Section section) {
        this.section = section;
    }

    /** Returns the network, or empty if something is wrong with it, which is reported. */
    static Optional<Network> read(Section section) {
        return new NetworkSettings(section).read();
    }

    private Optional<Network> read() {
        Optional<Cidr> range = cidr(section, "cidr", "network.cidr", "All its addresses; 10.0.0.0/16 if absent.");
        boolean chosen = section.has("cidr");
        int zones = (int)
                section.whole("zones", Network.DEFAULT.zones(), 2, 3, "How many places that fail apart it spans.");
        Optional<Map<Tier, Cidr>> tiers =
                section.section("subnets", "The part that each tier has; a quarter each if absent.", this::tiers);
        Set<PrivateLink> links = section.choices(
                "private-links",
                PrivateLink.class,
                Network.DEFAULT.privateLinks(),
                "What is reached without the internet; objects if absent.");
        List<Peer> peers =
                section
                        .sections("peers", GroundSettings.NAME, "Networks that may be reached from here.", this::peer)
                        .stream()
                        .flatMap(Optional::stream)
                        .toList();
        if (!fine || (chosen && range.isEmpty())) {
            return Optional.empty();
        }
        Cidr whole = range.orElse(Network.DEFAULT.range());
        checkSize(whole);
        tiers.ifPresent(each -> checkTiers(whole, each));
        checkPeers(whole, peers);
        return fine
                ? Optional.of(new Network(whole, zones, tiers.orElseGet(() -> Network.tiersOf(whole)), links, peers))
                : Optional.empty();
    }

    private Map<Tier, Cidr> tiers(Section inner) {
        Map<Tier, Cidr> tiers = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            String key = tier.name().toLowerCase(Locale.ROOT);
            Optional<Cidr> range = cidr(inner, key, "network.subnets." + key, about(tier));
            range.ifPresent(cidr -> tiers.put(tier, cidr));
            if (!inner.has(key) && !isDescribed(inner)) {
                wrong(
                        inner,
                        key,
                        "Cannot share out the network: subnets has no %s. Name all three, or leave subnets out."
                                .formatted(key));
            }
        }
        return tiers;
    }

    /** A section that describes itself has nothing written in it, also not the key that it is under. */
    private boolean isDescribed(Section inner) {
        return inner.place().file().isEmpty();
    }

    private static String about(Tier tier) {
        return switch (tier) {
            case PUBLIC -> "For what the internet reaches.";
            case PRIVATE -> "For what reaches the internet.";
            case ISOLATED -> "For what does neither: databases.";
        };
    }

    private Optional<Peer> peer(Written<String> name, Section inner) {
        Optional<Cidr> range = cidr(
                inner, "cidr", "network.peers.%s.cidr".formatted(name.value()), "All addresses of the other network.");
        if (!inner.has("cidr") && !isDescribed(inner)) {
            wrong(
                    inner,
                    "cidr",
                    "Cannot reach peer '%s': it has no cidr. Add cidr: with all its addresses."
                            .formatted(name.value()));
        }
        return range.map(cidr -> new Peer(name.value(), cidr));
    }

    private void checkSize(Cidr range) {
        if (range.prefix() < Network.WIDEST || range.prefix() > Network.NARROWEST) {
            wrong(
                    section,
                    "cidr",
                    "Cannot use network.cidr '%s': a network has a /%d to /%d, so that each zone gets its subnets. Write for example %s."
                            .formatted(range, Network.WIDEST, Network.NARROWEST, "10.20.0.0/16"));
        }
    }

    private void checkTiers(Cidr range, Map<Tier, Cidr> tiers) {
        List<Tier> seen = new ArrayList<>();
        tiers.forEach((tier, cidr) -> {
            String key = "network.subnets." + tier.name().toLowerCase(Locale.ROOT);
            if (!range.contains(cidr)) {
                wrong(
                        section,
                        "subnets",
                        "Cannot use %s '%s': it is outside the network's %s. Choose a part of that."
                                .formatted(key, cidr, range));
            }
            if (cidr.prefix() + Network.ZONE_BITS > Network.NARROWEST_SUBNET) {
                wrong(
                        section,
                        "subnets",
                        "Cannot use %s '%s': that leaves less than a /%d for each zone. Make it a /%d or wider."
                                .formatted(
                                        key,
                                        cidr,
                                        Network.NARROWEST_SUBNET,
                                        Network.NARROWEST_SUBNET - Network.ZONE_BITS));
            }
            for (Tier other : seen) {
                if (tiers.get(other).overlaps(cidr)) {
                    wrong(
                            section,
                            "subnets",
                            "Cannot use %s '%s': it overlaps %s, which is %s. Move one."
                                    .formatted(key, cidr, other.name().toLowerCase(Locale.ROOT), tiers.get(other)));
                }
            }
            seen.add(tier);
        });
    }

    private void checkPeers(Cidr range, List<Peer> peers) {
        for (int i = 0; i < peers.size(); i++) {
            Peer peer = peers.get(i);
            if (peer.range().overlaps(range)) {
                wrong(
                        section,
                        "peers",
                        "Cannot reach peer '%s': its %s overlaps the network's own %s, and an address can be in one only. Change network.cidr."
                                .formatted(peer.name(), peer.range(), range));
            }
            for (Peer other : peers.subList(0, i)) {
                if (peer.range().overlaps(other.range())) {
                    wrong(
                            section,
                            "peers",
                            "Cannot reach peer '%s': its %s overlaps %s of peer '%s'. Leave one out."
                                    .formatted(peer.name(), peer.range(), other.range(), other.name()));
                }
            }
        }
    }

    private Optional<Cidr> cidr(Section from, String key, String full, String about) {
        return from.text(key, CIDR, about).flatMap(text -> {
            try {
                return Optional.of(Cidr.parse(text.value()));
            } catch (IllegalArgumentException wrong) {
                wrong(
                        from,
                        key,
                        "Cannot read %s '%s': %s. Correct it.".formatted(full, text.value(), wrong.getMessage()));
                return Optional.empty();
            }
        });
    }

    private void wrong(Section where, String key, String message) {
        fine = false;
        where.problem(key, message);
    }
}
