package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Action;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.OnData;
import lakeward.core.plan.Part;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop with names and words that statements must quote and paths must escape. */
class NamesTest {
    private static final String NASTY = "`'\"\\é;--雪%25?#+&select";
    private static final String WORDS = "It's a \"back\\slash\" \\' \n lakeward {} \t雪 %s $$ /* */";

    /** Fields that name something of Unity Catalog's. */
    private static final Set<String> NAMES = Set.of("people", "external-location", "credential");

    private static final Shop SHOP = SmallShop.guarded("status = 'it''s \\\"paid\\\"'");

    private final Vendors vendors = new Vendors();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void everyPartIsMadeAndReportedUnderAnyNameAndWithAnyWords() {
        List<Step> steps = steps();

        vendors.apply(steps);
        vendors.apply(steps);

        Map<String, Stood> wanted = new TreeMap<>();
        steps.forEach(step -> wanted.put(step.id(), Stood.of(step.part()).withoutContent()));
        assertThat(vendors.standing().parts()).isEqualTo(wanted);
        assertThat(vendors.databricks.state())
                .contains("order_status_now" + NASTY.toLowerCase(Locale.ROOT))
                .contains("/* */");
    }

    @Test
    void everyPartIsTakenAwayUnderAnyName() {
        vendors.apply(steps());

        vendors.apply(SHOP.nothing(vendors.standing()));

        assertThat(vendors.databricks.state()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a b", "a.b", "a/b", "'a\tb'"})
    void nameThatUnityCatalogTakesNotIsRefused(String name) {
        assertThatThrownBy(() -> Names.kept(name))
                .hasMessage(
                        "Cannot make '%s' in Databricks: Unity Catalog takes names of at most 255 characters without a space, a period, a slash or a control character. Give it another name."
                                .formatted(name));
    }

    @Test
    void nameIsKeptInSmallLetters() {
        assertThat(Names.kept("Größe-ÄÖ")).isEqualTo("größe-äö");
    }

    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Step step : SHOP.plan(Standing.NOTHING).steps()) {
            if (step.part().site().vendor() == Vendor.DATABRICKS) {
                steps.add(new Step(
                        Action.CREATE,
                        nasty(step.part()),
                        OnData.NONE,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of()));
            }
        }
        return steps;
    }

    private static Part nasty(Part part) {
        Fields content = part.content();
        for (String field : NAMES) {
            if (content.get(field).isPresent()) {
                content = content.with(field, nasty(content.get(field).orElseThrow()));
            }
        }
        if (hasNameOfCatalog(part.id())) {
            content = content.with("name", nasty(content.get("name").orElseThrow()));
        }
        return new Part(
                part.id(),
                part.construct(),
                part.site(),
                WORDS,
                part.content().get("comment").isPresent() ? content.with("comment", WORDS) : content,
                part.fixed(),
                part.rewriting(),
                part.needs(),
                part.holdsData(),
                part.made(),
                part.grants(),
                part.fidelity(),
                part.why(),
                part.cost());
    }

    /** Roles' grants name the lake's tables, so those of the lake keep their names. */
    private static boolean hasNameOfCatalog(String part) {
        return part.matches("databricks:(credential|location:.*|quarantine:.*|rows:.*|mask:.*|people)");
    }

    private static Content nasty(Content value) {
        return new Text(((Text) value).value() + NASTY);
    }
}
