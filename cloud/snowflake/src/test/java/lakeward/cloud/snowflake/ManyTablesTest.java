package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManyTablesTest {
    private static final int MANY = 300;
    private static final String ONE = "snowflake:table:curated.returns_rate";

    private final Shop shop = Account.shop();
    private final Account account = new Account(shop);

    @AfterEach
    void stop() {
        account.close();
    }

    @Test
    void lookingAsksAsMuchForManyTablesAsForFew() {
        Account.apply(shop.plan(Standing.NOTHING));
        int few = asked();

        Plan many = many();
        account.snowflake.withLake(many);
        Account.apply(many);

        assertThat(asked()).isEqualTo(few);
        assertThat(Account.standing().parts()).hasSizeGreaterThan(MANY);
    }

    private int asked() {
        int before = account.snowflake.statements().size();
        Account.standing();
        return account.snowflake.statements().size() - before;
    }

    /** Returns the shop's plan with as many tables more, each like one of its own. */
    private Plan many() {
        Plan plan = shop.plan(Standing.NOTHING);
        List<Step> steps = new ArrayList<>(plan.steps());
        Step one =
                steps.stream().filter(step -> step.id().equals(ONE)).findFirst().orElseThrow();
        for (int i = 0; i < MANY; i++) {
            steps.add(new Step(
                    one.action(), copy(one.part(), i), one.data(), one.stands(), List.of(), List.of(), List.of()));
        }
        return new Plan(plan.platform(), plan.target(), plan.prices(), steps);
    }

    private static Part copy(Part table, int i) {
        return new Part(
                table.id() + i,
                table.construct(),
                table.site(),
                table.what(),
                table.content().with("name", "RETURNS_RATE" + i).with("location", "returns_rate" + i),
                table.fixed(),
                table.rewriting(),
                table.needs(),
                table.holdsData(),
                table.made(),
                table.grants(),
                table.fidelity(),
                table.why(),
                table.cost());
    }
}
