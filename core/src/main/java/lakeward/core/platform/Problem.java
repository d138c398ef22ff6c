package lakeward.core.platform;

import java.util.Comparator;

/**
 * What is wrong in a definition, and where, also inside a SQL text.
 *
 * @param file as the author would write it, relative to the project's folder
 * @param line from 1
 * @param column from 1, in Unicode characters
 * @param message {@code Cannot <verb> <which>: <why>. <What to do.>}
 */
public record Problem(String file, int line, int column, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
            .thenComparing(Problem::line)
            .thenComparing(Problem::column)
            .thenComparing(Problem::message);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s:%d:%d: %s".formatted(file, line, column, message);
    }
}
