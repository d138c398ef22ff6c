package lakeward.capture;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** A database on a server that is ours: made where it is missing, with the tables that the definition's migrations make. */
public final class OwnDatabase {
    /** The database that every server has. */
    private static final String DEFAULT = "postgres";

    private final PostgresSettings settings;

    public OwnDatabase(PostgresSettings settings) {
        this.settings = settings;
    }

    /** Makes the database, unless it is there. */
    public void make() {
        Connections toDefault = new Connections(new PostgresSettings(
                settings.host(),
                settings.port(),
                DEFAULT,
                settings.user(),
                settings.password(),
                settings.slot(),
                settings.publication(),
                settings.parameters(),
                Optional.empty()));
        try (Connection connection = toDefault.open();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT 1 FROM pg_database WHERE datname = " + Sql.literal(settings.database()))) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + Sql.name(settings.database()));
            }
        } catch (SQLException e) {
            throw toDefault.failed("make database '%s'".formatted(settings.database()), e);
        }
    }

    /**
     * Runs the folder's SQL files in the order of their names, each once: the table {@code _lakeward.migrations}
     * remembers them. A file is one transaction. Of two processes that do this, the second waits for the first.
     *
     * @throws lakeward.core.platform.PlatformException if one fails, or was changed after it ran
     */
    public void migrate(Path folder) {
        new Migrations(new Connections(settings)).run(folder);
    }
}
