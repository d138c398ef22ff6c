package lakeward.capture;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Secret;
import lakeward.core.port.Document;

/**
 * Where a PostgreSQL is and what capture calls its own there.
 *
 * @param slot the replication slot: lower-case letters, digits and underscores, at most 63
 * @param publication names the captured tables
 * @param parameters the driver's, as the URL gives them, for example {@code sslmode}
 * @param notes remember what the tables looked like, so that changes which leave no trace in the log are seen even when
 *     they happen while nothing runs; may be lost at the price of that
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        String slot,
        String publication,
        Map<String, String> parameters,
        Optional<Document> notes) {
    private static final int DEFAULT_PORT = 5432;

    public PostgresSettings {
        parameters = Map.copyOf(parameters);
        if (!slot.matches("[a-z0-9_]{1,63}")) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot name a replication slot '%s': it has lower-case letters, digits and underscores, 1 to 63. Choose another."
                            .formatted(slot));
        }
    }

    /**
     * Reads {@code postgresql://user@host:port/database?sslmode=require}; {@code postgres:} is the same.
     *
     * @throws PlatformException of fault DEFINITION if it is none, or has a password in it
     */
    public static PostgresSettings of(
            String url, Secret password, String slot, String publication, Optional<Document> notes) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw wrongUrl("it is not a URL");
        }
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw wrongUrl("it does not start with postgresql:");
        }
        if (uri.getUserInfo() == null || uri.getUserInfo().contains(":")) {
            throw wrongUrl(uri.getUserInfo() == null ? "it names no user" : "it has a password in it");
        }
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw wrongUrl("it names no host and database");
        }
        return new PostgresSettings(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                uri.getPath().substring(1),
                uri.getUserInfo(),
                password,
                slot,
                publication,
                parametersOf(uri.getRawQuery()),
                notes);
    }

    /** Returns the same with these notes. */
    public PostgresSettings withNotes(Document document) {
        return new PostgresSettings(
                host, port, database, user, password, slot, publication, parameters, Optional.of(document));
    }

    /** Returns the server for people: {@code host:port}. */
    public String server() {
        return host + ":" + port;
    }

    private static Map<String, String> parametersOf(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static PlatformException wrongUrl(String why) {
        return new PlatformException(
                Fault.DEFINITION,
                "Cannot read the database's url: %s. Write postgresql://user@host:port/database, and the password's source as password."
                        .formatted(why));
    }
}
