package lakeward.cloud.databricks;

import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a call again that the workspace did not do: it throttled, or answered that it is away. A call that may have been done
 * is made again only if it changes nothing; whoever made another looks at what stands first.
 *
 * <p>The SDK's own tries are switched off: they are four, within seven seconds.
 */
final class PatientHttp implements HttpClient {
    /** Too many requests, and not processed. */
    private static final Set<Integer> NOT_DONE = Set.of(429, 501, 503);

    private final HttpClient http;
    private final Patience patience;

    PatientHttp(HttpClient http, Patience patience) {
        this.http = http;
        this.patience = patience;
    }

    @Override
    public Response execute(Request request) throws IOException {
        // What the SDK looks up when it starts is a help and no more: it goes on without.
        int tries = request.getUrl().contains("/.well-known/") ? 1 : patience.tries();
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == tries;
            try {
                Response response = http.execute(request);
                if (last || !isWorthAnother(request, response.getStatusCode())) {
                    return response;
                }
                Optional<Duration> asked = retryAfter(response);
                if (asked.isPresent()) {
                    patience.sleep(asked.get());
                    continue;
                }
            } catch (IOException lost) {
                if (last || !changesNothing(request)) {
                    throw lost;
                }
            }
            patience.waitAfter(attempt);
        }
    }

    private static boolean isWorthAnother(Request request, int status) {
        return NOT_DONE.contains(status) || (status >= 500 && changesNothing(request));
    }

    private static boolean changesNothing(Request request) {
        return request.getMethod().equals(Request.GET);
    }

    private static Optional<Duration> retryAfter(Response response) {
        String seconds = response.getFirstHeader("retry-after");
        return Optional.ofNullable(seconds)
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
