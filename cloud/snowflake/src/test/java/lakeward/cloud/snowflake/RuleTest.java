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
            case when "n" > 0 then log10("n") end > 2          | case when "_n" > 0 then log(10, "_n") end > 2
            "d" > cast('2026-01-31' as date)                   | "_d" > to_date('2026-01-31', 'YYYY-MM-DD')
            "b" = cast("a" as blob) or "a" = 'b as date)'      | "_b" = cast("_a" as binary) or "_a" = 'b as date)'
            trim("a", ' ') = 'starts_with('                    | trim("_a", ' ') = 'starts_with('
            """)
    void conditionIsInSnowflakesWords(String checked, String expected) {
        assertThat(Rule.ofArguments(checked)).isEqualTo(expected);
    }

    /** Who reads may set his session's time zone, its week's first day, and how it reads and writes dates. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "d" > cast(("e" + to_months(1)) as date)                      | cast to date, to_months
            try_cast("n" as smallint) is null                             | try_cast
            cast(hour("t") as integer) > 12                               | hour
            date_trunc('week', "t") = "u"                                 | date_trunc
            cast("d" as varchar) = '2026-01-31'                           | cast to varchar
            "t" > cast('2026-01-31 12:00:00+00' as timestamp with time zone) | cast to timestamp with time zone
            """)
    void whatSnowflakeLacksOrAReaderMayChangeIsRefused(String checked, String strange) {
        assertThatThrownBy(() -> Rule.ofArguments(checked))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(
                        "on Snowflake: it lacks %s, or lets the reader's session decide what that is. Write"
                                .formatted(strange));
    }

    @Test
    void argumentsAreDeclaredAsBodiesNameThem() {
        Argument argument = new Argument("country", "VARCHAR");

        assertThat(new Rule(List.of(argument), "VARCHAR", Rule.named(argument)).sql())
                .isEqualTo("AS (\"_country\" VARCHAR) RETURNS VARCHAR -> \"_country\"");
    }
}
