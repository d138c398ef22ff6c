package lakeward.capture;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Days and microseconds, and how PostgreSQL writes them. The calendar is the proleptic Gregorian one, here and there. */
final class Calendars {
    static final long SECONDS_PER_DAY = 86_400;
    static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = SECONDS_PER_DAY * MICROS_PER_SECOND;

    /** PostgreSQL counts days from 2000-01-01. */
    static final long EPOCH_DAYS = 10_957;

    /** PostgreSQL counts microseconds from 2000-01-01T00:00:00Z. */
    static final long EPOCH_MICROS = EPOCH_DAYS * MICROS_PER_DAY;

    static final long FIRST_DAY = daysOf(1, 1, 1);
    static final long LAST_DAY = daysOf(9999, 12, 31);

    private Calendars() {}

    /**
     * Returns the days since 1970-01-01 of a day in year 0 or later.
     *
     * @see <a href="https://howardhinnant.github.io/date_algorithms.html#days_from_civil">The algorithm</a>
     */
    static long daysOf(int year, int month, int day) {
        int years = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(years, 400);
        int yearOfEra = years - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    /** Whether a column of dates holds the day. */
    static boolean holdsDay(long days) {
        return days >= FIRST_DAY && days <= LAST_DAY;
    }

    /** Whether a column of timestamps holds the moment. */
    static boolean holdsMicros(long micros) {
        return holdsDay(Math.floorDiv(micros, MICROS_PER_DAY));
    }

    /** Returns how PostgreSQL writes a date, {@code days} since 2000-01-01 with its two infinities. */
    static String dateText(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        LocalDate date = LocalDate.ofEpochDay(days + EPOCH_DAYS);
        return dayText(date) + era(date.getYear());
    }

    /** Returns how PostgreSQL writes a timestamp, {@code micros} since 2000-01-01 with its two infinities. */
    static String timestampText(long micros, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND) + EPOCH_DAYS * SECONDS_PER_DAY;
        int fraction = (int) Math.floorMod(micros, MICROS_PER_SECOND);
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        String digits = fraction == 0
                ? ""
                : String.format(Locale.ROOT, ".%06d", fraction).replaceFirst("0+$", "");
        return dayText(time.toLocalDate())
                + time.format(DateTimeFormatter.ofPattern(" HH:mm:ss", Locale.ROOT))
                + digits
                + zone
                + era(time.getYear());
    }

    /** Returns the time as microseconds since 1970-01-01T00:00:00Z. */
    static long microsOf(Instant time) {
        return time.getEpochSecond() * MICROS_PER_SECOND + time.getNano() / 1_000;
    }

    /** Returns the moment that is so many microseconds after 1970-01-01T00:00:00Z. */
    static Instant instantOf(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000L);
    }

    private static String dayText(LocalDate date) {
        int year = date.getYear();
        return String.format(
                Locale.ROOT, "%04d-%02d-%02d", year > 0 ? year : 1 - year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(int year) {
        return year > 0 ? "" : " BC";
    }
}
