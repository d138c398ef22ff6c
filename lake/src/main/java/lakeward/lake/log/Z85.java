package lakeward.lake.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Base 85 in ZeroMQ's alphabet, in which Delta writes bytes and UUIDs.
 *
 * @see <a href="https://rfc.zeromq.org/spec/32/">Z85</a>
 */
final class Z85 {
    private static final String ALPHABET =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private static final int[] DIGITS = new int[128];

    static {
        for (int i = 0; i < ALPHABET.length(); i++) {
            DIGITS[ALPHABET.charAt(i)] = i;
        }
    }

    private Z85() {}

    static String encode(UUID uuid) {
        return encode(ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    static UUID decodeUuid(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(decode(text));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Returns the bytes as text, with zeros added up to a multiple of four. */
    static String encode(byte[] bytes) {
        ByteBuffer padded = ByteBuffer.wrap(Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4));
        StringBuilder text = new StringBuilder(padded.capacity() / 4 * 5);
        while (padded.hasRemaining()) {
            long word = Integer.toUnsignedLong(padded.getInt());
            for (long divisor = 85L * 85 * 85 * 85; divisor > 0; divisor /= 85) {
                text.append(ALPHABET.charAt((int) (word / divisor % 85)));
            }
        }
        return text.toString();
    }

    static byte[] decode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() / 5 * 4);
        for (int i = 0; i < text.length(); i += 5) {
            long word = 0;
            for (int j = i; j < i + 5; j++) {
                word = word * 85 + DIGITS[text.charAt(j)];
            }
            bytes.putInt((int) word);
        }
        return bytes.array();
    }
}
