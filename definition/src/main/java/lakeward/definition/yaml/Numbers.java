package lakeward.definition.yaml;

import java.math.BigDecimal;
import lakeward.core.platform.ByteSize;

/** Numbers as authors write them. */
final class Numbers {
    private Numbers() {}

    /** Returns an amount of data in the largest unit that makes it a whole number. */
    static String write(ByteSize size) {
        long bytes = size.bytes();
        if (bytes > 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + " GiB";
        }
        return bytes > 0 && bytes % (1L << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " B";
    }

    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
