package lakeward.definition.problem;

/**
 * A place in a file of a definition.
 *
 * @param file relative to the project's folder
 * @param line from 1
 * @param column from 1, in Unicode characters
 */
public record Place(String file, int line, int column) {
    /** Returns the beginning of a file. */
    public static Place startOf(String file) {
        return new Place(file, 1, 1);
    }
}
