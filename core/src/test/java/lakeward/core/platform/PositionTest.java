package lakeward.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PositionTest {
    @Test
    void readsWhatItWrites() {
        Position position = Position.parse("16/B374D848");

        assertThat(position).hasToString("16/B374D848");
        assertThat(position.value()).isEqualTo(0x16_B374_D848L);
    }

    @Test
    void ordersAsUnsigned() {
        assertThat(new Position(-1).isAfter(new Position(1))).isTrue();
    }

    @Test
    void refusesWhatHasNoSlash() {
        assertThatThrownBy(() -> Position.parse("1234"))
                .hasMessage("Cannot read position '1234': expected for example 0/1A2B3C8.");
    }
}
