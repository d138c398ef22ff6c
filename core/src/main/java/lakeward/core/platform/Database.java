package lakeward.core.platform;

import java.util.List;
import java.util.Optional;

/**
 * An OLTP system whose tables are captured.
 *
 * @param url where the author's own server is, {@code postgresql://user@host:port/database} without a password; empty
 *     for a server that Lakeward runs itself
 * @param password where the password of {@code url} comes from
 * @param migrations folder of SQL files, relative to the project's, that make an embedded server's tables
 * @param traffic what is run against an embedded server to give it something to do
 * @param tables what is captured of it, with the columns last seen
 * @param backup of a server that Lakeward runs
 * @param insights whether a server that Lakeward runs tells which statements take its time
 */
public record Database(
        String name,
        DatabaseEngine engine,
        Optional<String> url,
        Optional<PasswordSource> password,
        Optional<String> migrations,
        Optional<Traffic> traffic,
        CaptureSettings capture,
        List<CapturedTable> tables,
        Backup backup,
        boolean insights) {
    public Database {
        tables = List.copyOf(tables);
    }

    /** Makes a database that is backed up and watched in the default way. */
    public Database(
            String name,
            DatabaseEngine engine,
            Optional<String> url,
            Optional<PasswordSource> password,
            Optional<String> migrations,
            Optional<Traffic> traffic,
            CaptureSettings capture,
            List<CapturedTable> tables) {
        this(name, engine, url, password, migrations, traffic, capture, tables, Backup.DEFAULT, true);
    }
}
