package lakeward.cloud.cloudformation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void thousandLooksAreNotTooMany() {
        Patience.Waiting waiting = new Patience(Duration.ZERO, Duration.ofMinutes(10), 1).waiting();

        assertThatCode(() -> {
                    for (int look = 0; look < 1_000; look++) {
                        waiting.rest("a database");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void whatTakesTooLongIsNamed() {
        Patience.Waiting waiting = new Patience(Duration.ZERO, Duration.ofSeconds(-1), 1).waiting();

        assertThatThrownBy(() -> waiting.rest("stack shop-prod-lake"))
                .hasMessage(
                        "Cannot wait for stack shop-prod-lake any longer than PT-1S. Look at it in AWS's console; apply again when it is done.");
    }
}
