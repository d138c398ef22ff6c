package lakeward.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTest {
    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsWhatItWrites(long seed) {
        Content content = random(new Random(seed), 4);

        assertThat(Content.parse(content.toJson())).isEqualTo(content);
        assertThat(Content.parse(content.toJson()).toJson()).isEqualTo(content.toJson());
    }

    @Test
    void fieldsStandInOrderHoweverTheyCame() {
        Content.Fields one = Content.empty().with("b", 1).with("a", "x");
        Content.Fields other = Content.empty().with("a", "x").with("b", new BigDecimal("1.00"));

        assertThat(one).isEqualTo(other);
        assertThat(one.toJson()).isEqualTo(other.toJson()).isEqualTo("{\"a\": \"x\", \"b\": 1}");
    }

    @Test
    void whatDoesNotFitIntoALineIsWrittenAValueALine() {
        Content.Fields inner = Content.empty().with("list", List.of("one", "two"));

        assertThat(Content.empty()
                        .with("long", "x".repeat(90))
                        .with("inner", inner)
                        .toJson())
                .isEqualTo("{\n  \"inner\": {\"list\": [\"one\", \"two\"]},\n  \"long\": \"%s\"\n}"
                        .formatted("x".repeat(90)));
    }

    @Test
    void differencesAreNamedByPath() {
        Content.Fields before = Content.empty()
                .with("size", Content.empty().with("from", 1).with("to", 8))
                .with("version", "16");
        Content.Fields after = Content.empty()
                .with("size", Content.empty().with("from", 1).with("to", 16))
                .with("version", "16")
                .with("standby", true);

        assertThat(Content.differences(before, after)).containsExactly("size.to", "standby");
        assertThat(Content.differences(after, after)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1,} | 9 | '\"' | '}'",
                "{\"a\": 1, \"a\": 2} | 10 | a name that is not there already | '\"'",
                "[1 2] | 4 | ']' | '2'",
                "null | 1 | a value | 'n'",
                "01 | 1 | a value | '0'",
                "1e999999999 | 1 | a value | '1'",
                "tru | 1 | true | 't'",
                "\"a | 3 | the end of a text | the end",
                "{} {} | 4 | the end | '{'",
            })
    void whatIsNoJsonIsRefusedAtItsPlace(String json, int at, String expected, String found) {
        assertThatThrownBy(() -> Content.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read JSON at character %d: expected %s, found %s. Write it anew."
                        .formatted(at, expected, found));
    }

    @Test
    void nestingHasAnEnd() {
        assertThatThrownBy(() -> Content.parse("[".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read JSON at character 66: expected less nesting, found '['. Write it anew.");
    }

    private static Content random(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> new Content.Text(text(random));
            case 1 -> new Content.Figure(BigDecimal.valueOf(random.nextLong(), random.nextInt(12) - 3));
            case 2 -> new Content.Truth(random.nextBoolean());
            case 3 -> {
                List<Content> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(random(random, depth - 1));
                }
                yield new Content.Items(items);
            }
            default -> {
                Content.Fields fields = Content.empty();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields = fields.with(text(random), random(random, depth - 1));
                }
                yield fields;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
        }
        return text.toString();
    }
}
