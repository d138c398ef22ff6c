package lakeward.server;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnauthorizedResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * Who may come in: whoever has this run's token. Loopback is no boundary, so the host that a request names and the page
 * that sent it are looked at too.
 */
final class Door {
    private static final int TOKEN_BYTES = 24;

    private final String token;

    private Door(String token) {
        this.token = token;
    }

    static Door withNewToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return new Door(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    String token() {
        return token;
    }

    /** Refuses a request under another name than this machine's own: another site may have pointed its name at us. */
    void checkHost(Context request, int port) {
        List<String> hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
        String host = request.header("Host");
        if (host == null || !hosts.contains(host)) {
            throw new ForbiddenResponse("Cannot answer host '%s': only 127.0.0.1 is served.".formatted(host));
        }
        String origin = request.header("Origin");
        if (origin != null && hosts.stream().noneMatch(own -> origin.equals("http://" + own))) {
            throw new ForbiddenResponse("Cannot answer a page of '%s': only the console's own.".formatted(origin));
        }
    }

    void checkToken(Context request) {
        String header = request.header("Authorization");
        String given = header != null && header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
        if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
            throw new UnauthorizedResponse(
                    "Cannot let you in: the token is missing or of an earlier run. Open the URL that `lakeward up` printed.");
        }
    }
}
