package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.server.Json;
import lakeward.server.LakewardServer.Refusal;
import lakeward.server.RunFile;

/** Talks to a running platform. */
final class PlatformClient {
    private final RunFile run;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    PlatformClient(RunFile run) {
        this.run = run;
    }

    JsonNode get(String path, Map<String, String> parameters) {
        return json(send(request(path, parameters).GET().build()));
    }

    <T> T get(String path, Class<T> type) {
        return Json.MAPPER.convertValue(get(path, Map.of()), type);
    }

    JsonNode post(String path, Map<String, String> parameters) {
        return json(send(request(path, parameters)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build()));
    }

    /** Returns the answer as it comes; the caller closes it. */
    InputStream post(String path, Map<String, String> parameters, String body) {
        return send(request(path, parameters)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    String url() {
        return run.url();
    }

    /** Returns where a browser finds the console, with the token. */
    String consoleUrl() {
        return run.consoleUrl();
    }

    long pid() {
        return run.pid();
    }

    private HttpRequest.Builder request(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(run.url() + path + (query.isEmpty() ? "" : "?" + query)))
                .header("Authorization", "Bearer " + run.token());
    }

    private InputStream send(HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                try (InputStream body = response.body()) {
                    Refusal refusal = Json.MAPPER.readValue(body, Refusal.class);
                    throw new PlatformException(Fault.valueOf(refusal.fault()), refusal.message());
                }
            }
            return response.body();
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot talk to the platform at %s: %s. See whether process %d still runs."
                            .formatted(run.url(), e, run.pid()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(Fault.ENVIRONMENT, "Cannot wait for the platform: interrupted.", e);
        }
    }

    private static JsonNode json(InputStream answer) {
        try (answer) {
            return Json.MAPPER.readTree(answer);
        } catch (IOException e) {
            throw new PlatformException(Fault.ENVIRONMENT, "Cannot read the platform's answer: %s.".formatted(e), e);
        }
    }
}
