package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select "a", "b ""c"" d" from "t"."x" | select §a§, §b "c" d§ from §t§.§x§
            'it''s "not" a name'                 | 'it\\'s "not" a name'
            '\\' + 'x'                           | '\\\\' + 'x'
            a -- it's "one"                      | a -- it's "one"
            a /* "b" 'c */ "d"                   | a /* "b" 'c */ §d§
            ''                                   | ''
            "§"                                  | §§§§
            cast("a" as varchar) as "b"          | cast(§a§ as string) as §b§
            cast(a as timestamp with time zone)  | cast(a as timestamp)
            cast('as blob)' as timestamp)        | cast('as blob)' as timestamp_ntz)
            (epoch_us("a") // 1000)              | (unix_micros(§a§) div 1000)
            starts_with(a, 'b') or ends_with(a)  | startswith(a, 'b') or endswith(a)
            """)
    void definitionsSqlIsSpelledAnew(String sql, String databricks) {
        assertThat(Sql.of(sql.replace('§', '`'))).isEqualTo(databricks.replace('§', '`'));
    }

    @Test
    void nameIsInBackQuotes() {
        assertThat(Sql.name("a", "b`c", "d.e")).isEqualTo("`a`.`b``c`.`d.e`");
    }

    @Test
    void textHasItsBackslashesTwice() {
        assertThat(Sql.text("it's \\ \"雪\"")).isEqualTo("'it\\'s \\\\ \"雪\"'");
    }
}
