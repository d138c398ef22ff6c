package lakeward.cloud.aws;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Figure;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;
import lakeward.core.plan.Part;
import lakeward.core.plan.Site;

/** What a part says, as a template's author asks for it. */
record Facts(String id, Site site, Fields content, boolean isMade, boolean holdsData) {
    Facts(Part part) {
        this(part.id(), part.site(), part.content(), part.made(), part.holdsData());
    }

    /** Whether the id is {@code aws:<kind>} or begins with {@code aws:<kind>:}. */
    static boolean is(String id, String kind) {
        return id.equals("aws:" + kind) || id.startsWith("aws:%s:".formatted(kind));
    }

    boolean is(String kind) {
        return is(id, kind);
    }

    /** Returns the id without vendor and kind, for example {@code raw.orders}. */
    String name() {
        return id.split(":", 3)[2];
    }

    /** Returns a resource's id: readable, and different for different parts. */
    String logicalId() {
        return logicalId(id);
    }

    static String logicalId(String id) {
        StringBuilder words = new StringBuilder();
        for (String word : id.substring("aws:".length()).split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        // Words alone would be one for a_b and a.b.
        return words.append(digest(id)).toString();
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Cannot digest: every Java has SHA-256.", impossible);
        }
    }

    String text(String field) {
        return optionalText(field).orElseThrow(() -> wrong(field, "a text"));
    }

    Optional<String> optionalText(String field) {
        return content.get(field).map(value -> value instanceof Text text ? text.value() : "");
    }

    BigDecimal number(String field) {
        return optionalNumber(field).orElseThrow(() -> wrong(field, "a number"));
    }

    Optional<BigDecimal> optionalNumber(String field) {
        return content.get(field)
                .filter(Figure.class::isInstance)
                .map(Figure.class::cast)
                .map(Figure::value);
    }

    boolean isTrue(String field) {
        return content.get(field).equals(Optional.of(new Truth(true)));
    }

    List<String> texts(String field) {
        return items(field).stream().map(value -> ((Text) value).value()).toList();
    }

    /** Returns the things of a list, each to be asked like a part. */
    List<Facts> each(String field) {
        return items(field).stream()
                .map(value -> new Facts(id, site, (Fields) value, isMade, holdsData))
                .toList();
    }

    /** Returns a thing inside it. */
    Facts inner(String field) {
        return new Facts(
                id, site, content.get(field).map(Fields.class::cast).orElse(Content.empty()), isMade, holdsData);
    }

    private List<Content> items(String field) {
        return content.get(field).map(Items.class::cast).map(Items::values).orElse(List.of());
    }

    private IllegalArgumentException wrong(String field, String expected) {
        return new IllegalArgumentException(
                "Cannot write templates: expected %s at %s of %s. Make the plan anew.".formatted(expected, field, id));
    }
}
