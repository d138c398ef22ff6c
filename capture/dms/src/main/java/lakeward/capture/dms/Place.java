package lakeward.capture.dms;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.Position;

/**
 * Where rows stand in the files of changes, which are named for when they were made: {@code CDC_TXN-20261125174458123.csv}.
 *
 * <p>A position is a file's time in milliseconds since 2000, and in its last 22 bits the number of a row. So positions grow with
 * the names of the files, which is the order that DMS documents, and with the rows in each.
 */
final class Place {
    /** The most rows of a file that have positions of their own. */
    static final int MOST_ROWS = (1 << 22) - 1;

    private static final int ROW_BITS = 22;
    private static final Pattern NAME = Pattern.compile("CDC_TXN-(\\d{14})(\\d{3})\\.csv");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS", Locale.ROOT);
    private static final long EPOCH =
            LocalDateTime.of(2000, 1, 1, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli();

    private Place() {}

    /** Returns the position of a row of the file. */
    static Position of(String file, int row) {
        return new Position(((time(file).toEpochMilli() - EPOCH) << ROW_BITS) | row);
    }

    /** Returns the name of the file that the position is in. */
    static String file(Position position) {
        return file(Instant.ofEpochMilli((position.value() >>> ROW_BITS) + EPOCH));
    }

    /** Returns the name of a file that is made at the time, which is of full milliseconds. */
    static String file(Instant time) {
        return "CDC_TXN-%s.csv".formatted(MILLIS.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)));
    }

    /** Returns when a file was made, as its name says. */
    static Instant time(String file) {
        Matcher name = NAME.matcher(file);
        try {
            if (name.matches()) {
                return LocalDateTime.parse(name.group(1), SECONDS)
                        .toInstant(ZoneOffset.UTC)
                        .plusMillis(Long.parseLong(name.group(2)));
            }
        } catch (DateTimeException e) {
            throw new UnreadableException("its name has no time: %s".formatted(e.getMessage()));
        }
        throw new UnreadableException("its name is not of the form CDC_TXN-20261125174458123.csv");
    }
}
