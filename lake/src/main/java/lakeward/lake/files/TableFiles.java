package lakeward.lake.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one table, each by its name: its path within the table, with {@code /} between folders. Safe for use by many
 * threads. What was said to be written survives the loss of this machine's power; but for {@link #write}, nothing that has a
 * name changes.
 *
 * <p>Errors of a disk are {@link IOException}s, those of a service are {@link lakeward.core.platform.PlatformException}s that
 * say what to do.
 */
public interface TableFiles {
    /** A file as it is listed. */
    record Listed(String name, long size, Instant modifiedAt) {}

    /** Returns the table's address, as error messages and Delta Kernel call it. */
    String location();

    /** Returns the name of a file whose path a Delta log spells like this. */
    String name(String path);

    /**
     * Returns the files in a folder, those in folders within it not included, in the order of their names; none if there is no
     * such folder.
     *
     * @param folder ends with {@code /}; empty for the table's own
     * @param from the least name, without the folder; empty for all
     */
    List<Listed> list(String folder, String from) throws IOException;

    boolean exists(String name) throws IOException;

    /** Returns what a file holds, or empty if there is none. */
    Optional<byte[]> read(String name) throws IOException;

    /** Returns what these hold, of those that are there, by their names. It takes about as long as the slowest of them. */
    Map<String, byte[]> read(Collection<String> names) throws IOException;

    /** Returns {@code length} bytes of a file from {@code offset} on. */
    byte[] read(String name, long offset, int length) throws IOException;

    /** Makes a file, with all its content or not at all, in place of one that may be there. */
    void write(String name, byte[] content) throws IOException;

    /**
     * Makes a file, with all its content or not at all, unless the name is taken: of any number of writers one makes it.
     *
     * @return whether it was made; false if another was first
     * @throws UnknownOutcomeException if that cannot be learned
     */
    boolean writeIfAbsent(String name, byte[] content) throws IOException;

    /** Removes a file; returns false if it is known that there was none. */
    boolean delete(String name) throws IOException;

    /** Returns where on this machine's disk a new file may be written before it is {@linkplain #publish published}. */
    Path draft(String name) throws IOException;

    /** Makes a draft that is whole a file of the table. The draft is not to be touched any more. */
    void publish(String name, Path draft) throws IOException;

    /** Removes a draft, if it is there, that did not become a file of the table. */
    void discard(Path draft) throws IOException;

    /** Gives files the same names in another table of this lake, too; each table may delete its own. */
    void shareWith(TableFiles other, Collection<String> names) throws IOException;

    /** Whether all files are on this machine's disk anyway, so that to hold one costs nothing. */
    boolean areHere();

    /** Keeps files on this machine's disk until that is closed; {@code sizes} are theirs in bytes. */
    HeldFiles hold(Map<String, Long> sizes) throws IOException;
}
