package lakeward.capture;

import lakeward.core.platform.ColumnVector;

/** A whole number of up to 38 digits that is put together from digits. */
final class Decimal {
    private static final int CHUNK = 18;
    private static final long LONG_LIMIT = Long.MAX_VALUE / 2;
    private static final long[] POWERS_OF_TEN = powersOfTen();

    private long high;
    private long low;

    /** Writes {@code count} digits more, whose value is {@code digits}. */
    void appendDigits(long digits, int count) {
        int left = count;
        while (left > CHUNK) {
            multiplyAndAdd(POWERS_OF_TEN[CHUNK], 0);
            left -= CHUNK;
        }
        if (left > 0) {
            multiplyAndAdd(POWERS_OF_TEN[left], digits);
        }
    }

    /** Appends the number to a column of decimals, in one word or two. */
    void appendTo(ColumnVector column, boolean negative) {
        if (!column.type().isWide()) {
            column.appendWord(negative ? -low : low);
        } else if (negative) {
            column.appendWide(low == 0 ? -high : ~high, -low);
        } else {
            column.appendWide(high, low);
        }
    }

    private void multiplyAndAdd(long factor, long summand) {
        if (high == 0 && low == 0) {
            low = summand;
            return;
        }
        if (high == 0 && low > 0 && low < LONG_LIMIT / factor) {
            low = low * factor + summand;
            return;
        }
        // Math.multiplyHigh takes its arguments for signed: where the low word is over half its range, it is one factor
        // short.
        long carry = Math.multiplyHigh(low, factor) + (low < 0 ? factor : 0);
        long product = low * factor;
        low = product + summand;
        high = high * factor + carry + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
    }

    static long powerOfTen(int exponent) {
        return POWERS_OF_TEN[exponent];
    }

    private static long[] powersOfTen() {
        long[] powers = new long[CHUNK + 1];
        powers[0] = 1;
        for (int i = 1; i <= CHUNK; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
