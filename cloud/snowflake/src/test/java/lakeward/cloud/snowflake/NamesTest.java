package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import lakeward.cloud.fake.OddNames;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Part;
import lakeward.core.plan.Vendor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop with names and words that a statement must quote, everywhere. */
class NamesTest {
    private static final String ODD = " \"q\" \\ 'é' ; -- 雪";
    private static final Set<String> NAMES = Set.of(
            "name",
            "database",
            "schema",
            "table",
            "table-schema",
            "volume",
            "catalog",
            "warehouse",
            "policy",
            "rule",
            "people",
            "reads",
            "clear",
            "role");

    private static final Shop SHOP = Account.shop();

    private final OddNames odd = OddNames.of(SHOP, Vendor.SNOWFLAKE, NamesTest::odd);
    private final Account account = new Account(SHOP);

    @AfterEach
    void stop() {
        account.close();
    }

    @Test
    void everyPartIsMadeAndReportedUnderAnyNameAndWithAnyWords() {
        Account.apply(odd.steps());
        Account.apply(odd.steps());

        assertThat(Account.standing().parts()).isEqualTo(odd.made());
        assertThat(account.snowflake.state())
                .contains("WAREHOUSE SHOP_PROD_READ%s of ".formatted(ODD))
                .contains("COMMENT: %s\\nlakeward {".formatted(OddNames.WORDS.replace("\n", "\\n")));
    }

    @Test
    void everyPartIsTakenAwayUnderAnyName() {
        Account.apply(odd.steps());

        Account.apply(SHOP.nothing(Account.standing()));

        assertThat(account.snowflake.state()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain          | "plain"
            a"b            | "a""b"
            back\\slash     | "back\\slash"
            """)
    void nameIsQuoted(String name, String sql) {
        assertThat(Sql.name(name)).isEqualTo(sql);
    }

    @Test
    void textIsEscaped() {
        assertThat(Sql.text("it's \\ a\nb\tc\r\"雪")).isEqualTo("'it''s \\\\ a\\nb\\tc\\r\"雪'");
    }

    private static Fields odd(Part part) {
        Fields content = part.content();
        for (Map.Entry<String, Content> field : part.content().values().entrySet()) {
            boolean isPartsId = field.getKey().equals("role") && part.id().startsWith("snowflake:");
            if (NAMES.contains(field.getKey()) && !isPartsId) {
                content = content.with(field.getKey(), odd(field.getValue()));
            }
            if (field.getKey().equals("sees")) {
                content = content.with("sees", oddRoles(field.getValue()));
            }
        }
        return content;
    }

    private static Content odd(Content value) {
        if (value instanceof Text text) {
            return new Text(text.value() + ODD);
        }
        return new Items(((Items) value).values().stream().map(NamesTest::odd).toList());
    }

    private static Content oddRoles(Content sees) {
        return new Items(((Items) sees)
                .values().stream()
                        .<Content>map(item -> {
                            Fields fields = (Fields) item;
                            return fields.with("role", odd(fields.get("role").orElseThrow()));
                        })
                        .toList());
    }
}
