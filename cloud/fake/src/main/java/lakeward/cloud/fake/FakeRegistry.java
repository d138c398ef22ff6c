package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A registry of images on the loopback address, as the OCI distribution specification has it and AWS's ECR keeps it: a
 * repository is there before what is pushed to it, and a tag does not move. It also gives ECR's tokens. It fails as
 * told. Safe for use by many threads; calls are answered one after the other.
 */
public final class FakeRegistry implements AutoCloseable {
    /** Whom it lets in, once it asks. */
    public static final String USER = "AWS";

    public static final String PASSWORD = "password-0123456789";

    /** What happens to a call. */
    public enum Failure {
        /** It is done and answered 503, and so is every one after it, which is not done. */
        DEAD,
        /** It is answered 503 and not done. */
        UNAVAILABLE,
        /** It is done, and the connection is cut before the answer. */
        LOST
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, List<String> headers, byte[] body) {
        static Answer of(int status, String... headers) {
            return new Answer(status, List.of(headers), new byte[0]);
        }

        static Answer error(int status, String code) {
            return new Answer(
                    status,
                    List.of("Content-Type", "application/json"),
                    "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}"
                            .formatted(code, code)
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fake registry");
        thread.setDaemon(true);
        return thread;
    });
    private final FakeRegistryDoor door;
    private final FakeRegistryShelf shelf = new FakeRegistryShelf();
    private final List<String> calls = new ArrayList<>();
    private final Set<String> readOnly = new TreeSet<>();
    private Failure failure = Failure.UNAVAILABLE;
    private int failFrom = Integer.MAX_VALUE;
    private int failUntil = Integer.MAX_VALUE;
    private int count;
    private boolean asks;

    public FakeRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        door = new FakeRegistryDoor(server.getAddress(), threads);
    }

    public URI address() {
        return URI.create("http://" + host());
    }

    /** Makes a repository and returns its name with the registry's, as images are named. */
    public synchronized String repository(String name) {
        shelf.make(name);
        return host() + "/" + name;
    }

    /** Returns what a repository is called whether or not it was made. */
    public String host() {
        return "127.0.0.1:" + door.port();
    }

    /** Lets in nobody but {@link #USER}. */
    public synchronized void ask() {
        asks = true;
    }

    /** Lets nobody change a repository. */
    public synchronized void close(String name) {
        readOnly.add(name);
    }

    /**
     * Lets calls fail.
     *
     * @param call the first to fail, counted from 0 and from now
     * @param times how many of them; for {@link Failure#DEAD} all after the first do
     */
    public synchronized void fail(Failure how, int call, int times) {
        failure = how;
        count = 0;
        failFrom = call;
        failUntil = how == Failure.DEAD ? Integer.MAX_VALUE : call + times;
    }

    /** Answers every call again, and counts from 0. */
    public synchronized void heal() {
        fail(Failure.UNAVAILABLE, Integer.MAX_VALUE, 0);
    }

    /** Returns how many calls came since the last {@link #fail} or {@link #heal}. */
    public synchronized int count() {
        return count;
    }

    /** Returns method and path of every call since the registry started, also of those that failed. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized Set<String> tags(String name) {
        return shelf.tags(name);
    }

    public synchronized byte[] manifest(String name, String tag) {
        return shelf.manifest(name, tag).orElseThrow();
    }

    public synchronized JsonNode json(String name, String digest) {
        return read(blob(name, digest));
    }

    public synchronized byte[] blob(String name, String digest) {
        return shelf.blob(name, digest).orElseThrow();
    }

    static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        door.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Optional<Answer> answer = answer(exchange, body);
            if (answer.isEmpty()) {
                return;
            }
            List<String> headers = answer.get().headers();
            for (int header = 0; header < headers.size(); header += 2) {
                exchange.getResponseHeaders().set(headers.get(header), headers.get(header + 1));
            }
            byte[] told = answer.get().body();
            boolean silent = told.length == 0 || exchange.getRequestMethod().equals("HEAD");
            if (told.length > 0 && silent) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(told.length));
            }
            exchange.sendResponseHeaders(answer.get().status(), silent ? -1 : told.length);
            if (!silent) {
                exchange.getResponseBody().write(told);
            }
        }
    }

    /** Returns what is answered, or empty if the connection is cut. */
    private synchronized Optional<Answer> answer(HttpExchange exchange, byte[] body) {
        int call = count++;
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        boolean fails = call >= failFrom && call < failUntil;
        if (fails && (failure == Failure.UNAVAILABLE || (failure == Failure.DEAD && call > failFrom))) {
            return Optional.of(Answer.of(503));
        }
        Answer answer = done(exchange, body);
        if (fails) {
            return failure == Failure.LOST ? Optional.empty() : Optional.of(Answer.of(503));
        }
        return Optional.of(answer);
    }

    private Answer done(HttpExchange exchange, byte[] body) {
        if (exchange.getRequestHeaders().containsKey("X-Amz-Target")) {
            return token(exchange);
        }
        String known =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (asks && !known.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.of(401, "WWW-Authenticate", "Basic realm=\"" + host() + "\"");
        }
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v2/")) {
            return asks ? Answer.of(200) : Answer.of(401, "WWW-Authenticate", "Basic realm=\"" + host() + "\"");
        }
        boolean changes = !List.of("GET", "HEAD").contains(exchange.getRequestMethod());
        if (changes && readOnly.stream().anyMatch(name -> path.startsWith("/v2/" + name + "/"))) {
            return Answer.error(403, "DENIED");
        }
        return shelf.answer(exchange.getRequestMethod(), exchange.getRequestURI(), body);
    }

    /** ECR's {@code GetAuthorizationToken}, for a caller whose access key is {@link FakeAws#key}. */
    private static Answer token(HttpExchange exchange) {
        String caller = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!caller.contains("Credential=AKIA")) {
            return new Answer(
                    400,
                    List.of("Content-Type", "application/x-amz-json-1.1"),
                    "{\"__type\":\"UnrecognizedClientException\",\"message\":\"The security token included in the request is invalid.\"}"
                            .getBytes(StandardCharsets.UTF_8));
        }
        String token = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return new Answer(
                200,
                List.of("Content-Type", "application/x-amz-json-1.1"),
                "{\"authorizationData\":[{\"authorizationToken\":\"%s\",\"expiresAt\":4070908800}]}"
                        .formatted(token)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
