package lakeward.runtime;

import java.util.Map;
import lakeward.core.platform.Secret;

/**
 * A server that runs for a database of the platform: the database is made there if it is missing, with its tables.
 *
 * @param parameters the driver's, for example {@code sslmode}
 */
public record DatabaseServer(String host, int port, String user, Secret password, Map<String, String> parameters) {
    public DatabaseServer {
        parameters = Map.copyOf(parameters);
    }
}
