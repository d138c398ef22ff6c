package lakeward.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP server on the loopback address that fails as a vendor does: at one of its calls, before or after that was done,
 * for a while or for good. Calls are answered one after the other. Safe for use by many threads.
 */
public final class FaultyServer implements AutoCloseable {
    static {
        // The JDK's server sends headers and body in two packets, and the second waits 40 ms for the first's receipt.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What happens to a call, and for how many. */
    public enum Failure {
        /** It is answered 503 and not done. */
        UNAVAILABLE,
        /** It is answered 429 and not done. */
        THROTTLED,
        /** It is done, and the connection is cut before the answer. */
        LOST,
        /** It is done, the connection is cut before the answer, and nothing is answered ever after. */
        DEAD
    }

    /** What was asked; header names in lower case, the body unpacked. */
    public record Request(String method, String path, String query, Map<String, String> headers, String body) {}

    /** What is answered. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    /** Answers what was asked. */
    public interface Handler {
        Answer answer(Request request) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultyServer::daemon);
    private final Handler handler;
    private final List<String> calls = new ArrayList<>();
    private Failure failure = Failure.UNAVAILABLE;
    private int failFrom = Integer.MAX_VALUE;
    private int failUntil = Integer.MAX_VALUE;
    private int count;

    public FaultyServer(Handler handler) {
        this.handler = handler;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
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

    /** Returns method and path of every call since the server started, also of those that failed. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = read(exchange);
            Answer answer;
            synchronized (this) {
                int call = count++;
                calls.add(request.method() + " " + request.path());
                boolean fails = call >= failFrom && call < failUntil;
                if (fails && failure == Failure.UNAVAILABLE) {
                    answer = new Answer(503, Map.of(), "");
                } else if (fails && failure == Failure.THROTTLED) {
                    answer = new Answer(429, Map.of("retry-after", "0"), "");
                } else if (fails && failure == Failure.DEAD && call > failFrom) {
                    return;
                } else {
                    answer = handler.answer(request);
                    if (fails) {
                        return;
                    }
                }
            }
            send(exchange, answer);
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        URI uri = exchange.getRequestURI();
        return new Request(
                exchange.getRequestMethod(),
                uri.getPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                headers,
                body(exchange));
    }

    private static String body(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
        return new String((packed ? new GZIPInputStream(body) : body).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty server");
        thread.setDaemon(true);
        return thread;
    }
}
