package lakeward.core.plan;

import java.util.Optional;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Standing.Stood;

/**
 * What is recorded at a vendor with whatever is made for a part, so that the vendor can report it: in metadata of a
 * template, in a comment, in a tag.
 *
 * @param part its id
 */
public record Marker(String platform, String target, String part, Stood stood) {
    private static final ContentReader READ = new ContentReader("marker of a part");

    /** Returns what is recorded once a part of a plan stands. */
    public static Marker of(Plan plan, Part part) {
        return new Marker(plan.platform(), plan.target(), part.id(), Stood.of(part));
    }

    /** Returns the same without the part's content, for a vendor with little room. */
    public Marker withoutContent() {
        return new Marker(platform, target, part, stood.withoutContent());
    }

    /** Whether it marks a part of this platform on this target. */
    public boolean isOf(String otherPlatform, String otherTarget) {
        return platform.equals(otherPlatform) && target.equals(otherTarget);
    }

    public Fields content() {
        Fields fields = Content.empty()
                .with("platform", platform)
                .with("target", target)
                .with("part", part)
                .with("construct", stood.construct())
                .with("vendor", stood.site().vendor().label())
                .with("account", stood.site().account())
                .with("region", stood.site().region())
                .with("what", stood.what())
                .with("digest", stood.digest())
                .with("fixed-digest", stood.fixedDigest())
                .with("holds-data", stood.holdsData())
                .with("needs", stood.needs())
                .with(
                        "grants",
                        new Items(stood.grants().stream()
                                .<Content>map(Grant::content)
                                .toList()));
        return stood.content().map(content -> fields.with("content", content)).orElse(fields);
    }

    /**
     * Reads what {@link #content} gives.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Marker parse(Content content) {
        Fields fields = READ.fields(content, "its top");
        Optional<Fields> inner = fields.get("content").map(value -> READ.fields(value, "content"));
        return new Marker(
                READ.text(fields, "platform"),
                READ.text(fields, "target"),
                READ.text(fields, "part"),
                new Stood(
                        READ.text(fields, "construct"),
                        new Site(
                                Labels.parse(Vendor.class, READ.text(fields, "vendor")),
                                READ.optional(fields, "account"),
                                READ.optional(fields, "region")),
                        READ.text(fields, "what"),
                        READ.text(fields, "digest"),
                        READ.text(fields, "fixed-digest"),
                        inner,
                        READ.truth(fields, "holds-data"),
                        READ.texts(fields, "needs"),
                        READ.list(fields, "grants", Grant::of)));
    }
}
