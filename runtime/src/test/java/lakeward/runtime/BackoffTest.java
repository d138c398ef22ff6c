package lakeward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(new Duration[] {
                    backoff.afterFailure(false),
                    backoff.afterFailure(false),
                    backoff.afterFailure(false),
                    backoff.afterFailure(false),
                    backoff.afterFailure(false)
                })
                .extracting(Duration::toMillis)
                .containsExactly(500L, 1000L, 2000L, 3000L, 3000L);
    }

    @Test
    void failureAfterWorkIsTheFirstAgain() {
        backoff.afterFailure(false);
        backoff.afterFailure(false);

        assertThat(backoff.afterFailure(true)).hasMillis(500);
        assertThat(backoff.afterFailure(false)).hasMillis(1000);
    }
}
