package lakeward.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/16, 10.20.255.0/24, true, true",
        "10.20.0.0/16, 10.21.0.0/24, false, false",
        "10.20.0.0/24, 10.20.0.0/16, false, true",
        "0.0.0.0/0, 255.255.255.255/32, true, true",
        "192.168.0.0/17, 192.168.128.0/17, false, false",
    })
    void tellsWhatIsInsideAndWhatOverlaps(String one, String other, boolean contains, boolean overlaps) {
        assertThat(Cidr.parse(one).contains(Cidr.parse(other))).isEqualTo(contains);
        assertThat(Cidr.parse(one).overlaps(Cidr.parse(other))).isEqualTo(overlaps);
        assertThat(Cidr.parse(other).overlaps(Cidr.parse(one))).isEqualTo(overlaps);
    }

    @Test
    void partsFillTheRange() {
        Cidr range = Cidr.parse("200.20.64.0/18");

        assertThat(range.part(0, 2)).hasToString("200.20.64.0/20");
        assertThat(range.part(3, 2)).hasToString("200.20.112.0/20");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.20.0.1/16 | its address goes on after 16 bits; the range that holds it is 10.20.0.0/16",
                "10.20.0.0/33 | a prefix is 0 to 32 bits, not 33",
                "10.256.0.0/16 | an address has numbers from 0 to 255, not 256",
                "10.20.0.0 | expected an IPv4 range, for example 10.20.0.0/16",
            })
    void saysWhatIsWrongWithWhatIsNone(String text, String why) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }
}
