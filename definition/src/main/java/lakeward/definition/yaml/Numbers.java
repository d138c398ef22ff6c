package lakeward.definition.yaml;

import java.math.BigDecimal;

/** Numbers as authors write them. */
final class Numbers {
    private Numbers() {}

    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
