package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UPDATE t SET a = 'it''s', b = 12.5e3 WHERE id = 7|UPDATE t SET a = ?, b = ? WHERE id = ?",
                "SELECT E'a\\'b', $$x'y$$, $q$ $$ $q$, t1.\"it's 5\"|SELECT ?, ?, ?, t1.\"it's 5\"",
                "INSERT INTO t VALUES ('cut of|INSERT INTO t VALUES (?",
                "SELECT $1, B'101' -- the key is 'x'|SELECT $1, ?",
                "SELECT /* secret */ 1|SELECT ?",
            })
    void valuesAreLeftOut(String sql, String shown) {
        assertThat(StatementText.of(sql)).isEqualTo(shown);
    }

    @Test
    void onlyTheBeginningIsShown() {
        assertThat(StatementText.of("SELECT\n  " + "a, ".repeat(100)))
                .hasSize(80)
                .startsWith("SELECT a, a, ");
    }
}
