package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Action;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
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

/** The shop with names and words that a statement must quote, everywhere. */
class NamesTest {
    private static final String NASTY = " \"q\" \\ 'é' ; -- 雪";
    private static final String WORDS = "It's a \"back\\slash\" \\' \n lakeward {} \t雪 %s $$ /* */";
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
            "people",
            "reads",
            "clear",
            "role");

    private static final Shop SHOP = Shops.guarded();

    private final Account account = new Account(SHOP);

    @AfterEach
    void stop() {
        account.close();
    }

    @Test
    void everyPartIsMadeAndReportedUnderAnyNameAndWithAnyWords() {
        List<Step> steps = steps();

        Account.apply(steps);
        Account.apply(steps);

        Map<String, Stood> wanted = new TreeMap<>();
        steps.forEach(step -> wanted.put(step.id(), Stood.of(step.part()).withoutContent()));
        assertThat(Account.standing().parts()).isEqualTo(wanted);
        assertThat(account.snowflake.state())
                .contains("WAREHOUSE SHOP_PROD_READ%s of ".formatted(NASTY))
                .contains("COMMENT: %s\\nlakeward {".formatted(WORDS.replace("\n", "\\n")));
    }

    @Test
    void everyPartIsTakenAwayUnderAnyName() {
        Account.apply(steps());

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

    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Step step : SHOP.plan(Standing.NOTHING).steps()) {
            if (step.part().site().vendor() == Vendor.SNOWFLAKE) {
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
        for (Map.Entry<String, Content> field : part.content().values().entrySet()) {
            boolean isPartsId = field.getKey().equals("role") && part.id().startsWith("snowflake:");
            if (NAMES.contains(field.getKey()) && !isPartsId) {
                content = content.with(field.getKey(), nasty(field.getValue()));
            }
            if (field.getKey().equals("sees")) {
                content = content.with("sees", nastyRoles(field.getValue()));
            }
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

    private static Content nasty(Content value) {
        if (value instanceof Text text) {
            return new Text(text.value() + NASTY);
        }
        return new Items(((Items) value).values().stream().map(NamesTest::nasty).toList());
    }

    private static Content nastyRoles(Content sees) {
        return new Items(((Items) sees)
                .values().stream()
                        .<Content>map(item -> {
                            Fields fields = (Fields) item;
                            return fields.with("role", nasty(fields.get("role").orElseThrow()));
                        })
                        .toList());
    }
}
