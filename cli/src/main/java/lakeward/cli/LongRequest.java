package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.observe.Status;

/** A request whose answer takes a while: on a terminal, a line tells meanwhile how far it is. */
final class LongRequest {
    private static final long LOOK_EVERY_MILLIS = 250;

    private final Screen screen;
    private final PlatformClient client;

    LongRequest(Screen screen, PlatformClient client) {
        this.screen = screen;
        this.client = client;
    }

    /** @param doing what goes on, for people, as the platform's status tells it */
    JsonNode post(String path, Map<String, String> parameters, Function<Status, String> doing) {
        if (!screen.isTerminal()) {
            return client.post(path, parameters);
        }
        long begun = System.nanoTime();
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> client.post(path, parameters));
        while (true) {
            try {
                return answer.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                screen.moving("  %s, %s"
                        .formatted(
                                doing.apply(client.get("/api/status", Status.class)),
                                Figures.seconds((System.nanoTime() - begun) / 1e9)));
            } catch (ExecutionException | CompletionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlatformException(Fault.ENVIRONMENT, "Cannot wait for the platform: interrupted.", e);
            }
        }
    }
}
