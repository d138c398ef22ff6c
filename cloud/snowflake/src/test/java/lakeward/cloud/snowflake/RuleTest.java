package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lakeward.cloud.snowflake.Rule.Argument;
import org.junit.jupiter.api.Test;

class RuleTest {
    @Test
    void columnIsNotTakenForThePersonsAttributeOfItsName() {
        assertThat(Rule.ofArguments("(\"country\" = \"user\".\"country\")"))
                .isEqualTo("(\"_country\" = \"user\".\"country\")");
    }

    @Test
    void textsStayAsTheyAre() {
        assertThat(Rule.ofArguments("(\"a\"\"b\" = 'it''s \"country\"') OR (\"$1\" > 2)"))
                .isEqualTo("(\"_a\"\"b\" = 'it''s \"country\"') OR (\"_$1\" > 2)");
    }

    @Test
    void argumentsAreDeclaredAsBodiesNameThem() {
        Argument argument = new Argument("country", "VARCHAR");

        assertThat(new Rule(List.of(argument), "VARCHAR", Rule.named(argument)).sql())
                .isEqualTo("AS (\"_country\" VARCHAR) RETURNS VARCHAR -> \"_country\"");
    }
}
