package lakeward.core.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands of a platform on a target, as its vendors report it. Nobody else keeps it. */
public record Standing(SortedMap<String, Stood> parts) {
    /** Where nothing was ever made. */
    public static final Standing NOTHING = new Standing(Collections.emptySortedMap());

    /** The field of a role for another vendor that says which account of it the role is for. */
    static final String ACCOUNT = "account";

    /**
     * A part as it stands. Whoever makes one records this with it, at the vendor: in a tag, a property, a comment.
     *
     * @param digest of its content
     * @param fixedDigest of what cannot change in its content
     * @param content itself, where the vendor has room for it; then a plan can say what changes
     * @param needs what must go after it when it goes
     * @param byHand what somebody changed of it since, where the vendor tells that apart; the digests do not know of it
     */
    public record Stood(
            String construct,
            Site site,
            String what,
            String digest,
            String fixedDigest,
            Optional<Content.Fields> content,
            boolean holdsData,
            List<String> needs,
            List<Grant> grants,
            List<String> byHand) {
        public Stood {
            needs = List.copyOf(needs);
            grants = List.copyOf(grants);
            byHand = List.copyOf(byHand);
        }

        /** A part that nobody changed since. */
        public Stood(
                String construct,
                Site site,
                String what,
                String digest,
                String fixedDigest,
                Optional<Content.Fields> content,
                boolean holdsData,
                List<String> needs,
                List<Grant> grants) {
            this(construct, site, what, digest, fixedDigest, content, holdsData, needs, grants, List.of());
        }

        /** Returns the same with what somebody changed of it. */
        public Stood changedByHand(Collection<String> changes) {
            return new Stood(
                    construct,
                    site,
                    what,
                    digest,
                    fixedDigest,
                    content,
                    holdsData,
                    needs,
                    grants,
                    List.copyOf(changes));
        }

        /** Returns a text that tells this from any other way the part may stand. */
        public String state() {
            return digestOf(Content.empty()
                    .with("content", digest)
                    .with("fixed", fixedDigest)
                    .with("vendor", site.vendor().label())
                    .with("account", site.account())
                    .with("region", site.region())
                    .with(
                            "grants",
                            new Content.Items(
                                    grants.stream().<Content>map(Grant::content).toList())));
        }

        /** Returns the same as a vendor with little room tells it. */
        public Stood withoutContent() {
            return new Stood(
                    construct, site, what, digest, fixedDigest, Optional.empty(), holdsData, needs, grants, byHand);
        }

        /** Returns what a part is recorded as once it stands. */
        public static Stood of(Part part) {
            return new Stood(
                    part.construct(),
                    part.site(),
                    part.what(),
                    digestOf(part.content()),
                    digestOf(part.content().only(part.fixed())),
                    Optional.of(part.content()),
                    part.holdsData(),
                    part.needs(),
                    part.grants());
        }
    }

    public Standing {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    public Standing(Map<String, Stood> parts) {
        this(new TreeMap<>(parts));
    }

    /** Returns what stands once all of these parts are made. */
    public static Standing of(Collection<Part> parts) {
        SortedMap<String, Stood> stood = new TreeMap<>();
        parts.stream().filter(Part::made).forEach(part -> stood.put(part.id(), Stood.of(part)));
        return new Standing(stood);
    }

    /** Returns the accounts of other vendors that AWS has a role for: where more may stand, also of who is named no more. */
    public List<Site> guests() {
        List<Site> guests = new ArrayList<>();
        for (Vendor vendor : List.of(Vendor.SNOWFLAKE, Vendor.DATABRICKS)) {
            Optional.ofNullable(parts.get("aws:guest:" + vendor.label()))
                    .flatMap(Stood::content)
                    .flatMap(content -> content.get(ACCOUNT))
                    .map(account -> ((Content.Text) account).value())
                    .ifPresent(account -> guests.add(new Site(vendor, Optional.of(account), Optional.empty())));
        }
        return guests;
    }

    /** Returns 64 hexadecimal digits that tell contents apart (SHA-256 of the JSON). */
    public static String digestOf(Content content) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(content.toJson().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
