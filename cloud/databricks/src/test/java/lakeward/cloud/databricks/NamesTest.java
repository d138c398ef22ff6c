package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Set;
import lakeward.cloud.fake.OddNames;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Part;
import lakeward.core.plan.Vendor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop with names and words that statements must quote and paths must escape. */
class NamesTest {
    private static final String ODD = "`'\"\\é;--雪%25?#+&select";

    /** Fields that name something of Unity Catalog's. */
    private static final Set<String> NAMES = Set.of("people", "external-location", "credential");

    private static final Shop SHOP = Vendors.shop("status = 'it''s \\\"paid\\\"'");

    private final OddNames odd = OddNames.of(SHOP, Vendor.DATABRICKS, NamesTest::odd);
    private final Vendors vendors = new Vendors();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void everyPartIsMadeAndReportedUnderAnyNameAndWithAnyWords() {
        vendors.apply(odd.steps());
        vendors.apply(odd.steps());

        assertThat(vendors.standing().parts()).isEqualTo(odd.made());
        assertThat(vendors.databricks.state())
                .contains("order_status_now" + ODD.toLowerCase(Locale.ROOT))
                .contains("/* */");
    }

    @Test
    void everyPartIsTakenAwayUnderAnyName() {
        vendors.apply(odd.steps());

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

    private static Fields odd(Part part) {
        Fields content = part.content();
        for (String field : NAMES) {
            if (content.get(field).isPresent()) {
                content = content.with(field, odd(content.get(field).orElseThrow()));
            }
        }
        return hasNameOfCatalog(part.id())
                ? content.with("name", odd(content.get("name").orElseThrow()))
                : content;
    }

    /** Roles' grants name the lake's tables, so those of the lake keep their names. */
    private static boolean hasNameOfCatalog(String part) {
        return part.matches("databricks:(credential|location:.*|quarantine:.*|rows:.*|mask:.*|people)");
    }

    private static Content odd(Content value) {
        return new Text(((Text) value).value() + ODD);
    }
}
