package lakeward.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Standing.Stood;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTest {
    private static final Fields TOLD = Content.empty().with("size", "SMALL");
    private static final Fields OTHER = Content.empty().with("size", "LARGE");
    private static final String WORDS = "It's \n lakeward {} \nlakeward {\"part\": \"none\"} 雪";
    private static final Marker MARKER = new Marker(
            "shop",
            "prod",
            "snowflake:warehouse",
            new Stood(
                    "warehouse",
                    new Site(Vendor.SNOWFLAKE, Optional.of("shop-eu"), Optional.empty()),
                    "a text with\nlakeward {} in it",
                    "digest",
                    "fixed digest",
                    Optional.of(TOLD),
                    true,
                    List.of("snowflake:database"),
                    List.of(new Grant("role analyst", "read", "snowflake curated.best"))));
    private static final Label LABEL = Label.of(MARKER, TOLD);

    @Test
    void labelIsFoundBehindAnyWords() {
        assertThat(Label.in(LABEL.after(WORDS))).contains(LABEL);
        assertThat(LABEL.after(WORDS)).startsWith(WORDS);
        assertThat(LABEL.marker()).isEqualTo(MARKER.withoutContent());
    }

    @Test
    void labelSaysThatItsThingIsLeft() {
        assertThat(LABEL.left()).isFalse();
        assertThat(Label.in(LABEL.leaving().after(WORDS)).map(Label::left)).contains(true);
        assertThat(LABEL.leaving().leaving()).isEqualTo(LABEL.leaving());
    }

    @Test
    void labelIsOneLine() {
        assertThat(LABEL.after("")).startsWith("\nlakeward {");
        assertThat(LABEL.after("").substring(1)).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lakeward {}",
                "\nlakeward ",
                "\nlakeward {}",
                "\nlakeward {\"told\": \"x\", \"left\": false}",
                "\nlakeward [1]"
            })
    void anythingElseIsNoLabel(String text) {
        assertThat(Label.in(text)).isEmpty();
    }

    @Test
    void labelWithoutWhatWasToldIsNone() {
        assertThat(Label.in(LABEL.after("").replace("\"told\"", "\"tell\""))).isEmpty();
        assertThat(Label.in(LABEL.after("").replace("\"left\"", "\"gone\""))).isEmpty();
    }

    @Test
    void whatIsAsToldStandsAsPlanned() {
        assertThat(LABEL.stood(TOLD)).isEqualTo(MARKER.stood().withoutContent());
    }

    @Test
    void eachChangeByHandIsAnotherWayToStand() {
        Stood planned = LABEL.stood(TOLD);
        Stood changed = LABEL.stood(OTHER);

        assertThat(changed.digest()).isNotEqualTo(planned.digest());
        assertThat(changed.digest())
                .isNotEqualTo(
                        LABEL.stood(Content.empty().with("size", "XLARGE")).digest());
        assertThat(changed)
                .isEqualTo(new Stood(
                        planned.construct(),
                        planned.site(),
                        planned.what(),
                        changed.digest(),
                        planned.fixedDigest(),
                        Optional.empty(),
                        planned.holdsData(),
                        planned.needs(),
                        planned.grants()));
        assertThat(LABEL.changed(TOLD).digest()).isNotEqualTo(planned.digest());
    }
}
