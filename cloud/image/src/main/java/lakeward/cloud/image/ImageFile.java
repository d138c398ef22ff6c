package lakeward.cloud.image;

import java.nio.file.Path;

/**
 * A file, or an empty folder, of the image.
 *
 * @param source what it is a copy of; of a folder, only that it is one
 * @param path where it is in the image, absolute
 * @param mode its permissions, in octal digits
 * @param owner its user and group, by number
 */
record ImageFile(Path source, String path, String mode, String owner) {
    private static final String ROOT = "0:0";

    /** Returns what everybody may read and nobody may change. */
    static ImageFile readable(Path source, String path) {
        return new ImageFile(source, path, "644", ROOT);
    }

    /** Returns a folder that the program may write into. */
    static ImageFile writable(Path folder, String path, String user) {
        return new ImageFile(folder, path, "755", user + ":" + user);
    }
}
