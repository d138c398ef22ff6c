package lakeward.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.postgresql.PGProperty;

/** Opens connections to one database. All of them write values as the same text. Safe for use by many threads. */
final class Connections {
    /**
     * What decides how the server writes values. Set after connecting, because the driver's own start-up parameters win
     * over others given there. {@code extra_float_digits} 3 gives the shortest text that reads back as the same number.
     */
    private static final String SAME_TEXT =
            "SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC'; "
                    + "SET extra_float_digits = 3; SET bytea_output = 'hex'; SET xmloption = 'content'; "
                    + "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

    private static final Duration SOON = Duration.ofSeconds(60);

    /** The driver counts milliseconds in 32 bits. */
    private static final long LONGEST_SILENCE = 1_000_000;

    private final PostgresSettings settings;

    Connections(PostgresSettings settings) {
        this.settings = settings;
    }

    PostgresSettings settings() {
        return settings;
    }

    /** Opens an ordinary connection, for questions that are answered soon. */
    Connection open() {
        return openPatient(SOON);
    }

    /** Opens an ordinary connection on which an answer may take this long. */
    Connection openPatient(Duration silence) {
        return open(silence, Map.of());
    }

    /** Opens a connection that speaks the replication protocol, on which an answer may take this long. */
    Connection openReplication(Duration silence) {
        return openReplication(silence, Map.of());
    }

    /** Opens the same, and has {@link HeardSockets} know when something came. */
    Connection openReplication(Duration silence, String id) {
        return openReplication(
                silence,
                Map.of(
                        PGProperty.SOCKET_FACTORY.getName(),
                        HeardSockets.class.getName(),
                        PGProperty.SOCKET_FACTORY_ARG.getName(),
                        id));
    }

    private Connection openReplication(Duration silence, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put(PGProperty.REPLICATION.getName(), "database");
        all.put(PGProperty.ASSUME_MIN_SERVER_VERSION.getName(), "10");
        all.put(PGProperty.PREFER_QUERY_MODE.getName(), "simple");
        return open(silence, all);
    }

    /** Returns what failed as an error that names the server. */
    PlatformException failed(String what, Throwable cause) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot %s on %s, database '%s': %s. Check the server, then try again."
                        .formatted(what, settings.server(), settings.database(), reason(cause)),
                cause);
    }

    /** Returns an exception's message without the server's prefix and the final stop. */
    static String reason(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String first = message.lines().findFirst().orElse("").strip();
        return first.replaceFirst("^(ERROR|FATAL): ", "").replaceFirst("\\.$", "");
    }

    private Connection open(Duration silence, Map<String, String> more) {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "20");
        properties.setProperty("cancelSignalTimeout", "2");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(
                PGProperty.SOCKET_TIMEOUT.getName(), Long.toString(Math.min(LONGEST_SILENCE, silence.toSeconds())));
        properties.putAll(more);
        // What the author says of the connection goes before what we think best, but for what makes it ours.
        properties.putAll(settings.parameters());
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().value());
        properties.setProperty("ApplicationName", "lakeward");
        String url = "jdbc:postgresql://%s:%d/".formatted(bracketed(settings.host()), settings.port());
        properties.setProperty(PGProperty.PG_DBNAME.getName(), settings.database());
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SAME_TEXT);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot connect to PostgreSQL at %s, database '%s', as '%s': %s. Check that it runs there and lets this user in."
                            .formatted(settings.server(), settings.database(), settings.user(), reason(e)),
                    e);
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
