package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lakeward.cloud.snowflake.Rule.Argument;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            starts_with("a", 'b')                              | startswith("_a", 'b')
            ("instr"("a", ends_with("b", ',')) > 0)            | (position(endswith("_b", ','), "_a") > 0)
            "left"("a", 2) = sha256("b")                       | left("_a", 2) = sha2("_b", 256)
            greatest("a", least("b", 3)) > 1                   | greatest_ignore_nulls("_a", least_ignore_nulls("_b", 3)) > 1
            cast((dayofweek("d") + 1) as integer) = 1          | cast(((dayofweekiso("_d") % 7) + 1) as integer) = 1
            cast((epoch_us(date_trunc('second', "t")) // 1000000) as bigint) > 1 | cast((date_part(epoch_microsecond, date_trunc('second', "_t")) / 1000000) as bigint) > 1
            "t" > cast('2026-01-31 as timestamp)' as timestamp with time zone) | "_t" > cast('2026-01-31 as timestamp)' as timestamp_ltz)
            case when "n" > 0 then log10("n") end > 2          | case when "_n" > 0 then log(10, "_n") end > 2
            trim("a", ' ') = 'starts_with('                    | trim("_a", ' ') = 'starts_with('
            """)
    void conditionIsInSnowflakesWords(String checked, String expected) {
        assertThat(Rule.ofArguments(checked)).isEqualTo(expected);
    }

    @Test
    void whatSnowflakeDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Rule.ofArguments("\"d\" > cast((\"e\" + to_months(1)) as date)"))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("on Snowflake: it is not known to have to_months. Write the condition without");
        assertThatThrownBy(() -> Rule.ofArguments("try_cast(\"n\" as smallint) is null"))
                .hasMessageContaining("try_cast");
    }

    @Test
    void argumentsAreDeclaredAsBodiesNameThem() {
        Argument argument = new Argument("country", "VARCHAR");

        assertThat(new Rule(List.of(argument), "VARCHAR", Rule.named(argument)).sql())
                .isEqualTo("AS (\"_country\" VARCHAR) RETURNS VARCHAR -> \"_country\"");
    }
}
