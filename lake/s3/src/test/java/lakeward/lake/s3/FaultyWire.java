package lakeward.lake.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A way to a store on which requests are seen, and answers may be lost or be others. Safe for use by many threads. */
public final class FaultyWire implements AutoCloseable {
    /** What a request says of itself. */
    public record Request(String method, String path, String head) {
        /** Returns a header's value, or nothing. */
        public String header(String name) {
            return FaultyWire.header(head, name);
        }

        public boolean isCommit() {
            return method.equals("PUT") && path.endsWith(".json");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What becomes of a request. */
    public interface Way {
        /** It passes, and so does its answer. */
        Way PASSES = (request, store) -> store.pass(request);
        /** It passes, and its answer is lost with the connection. */
        Way LOSES_ANSWER = (request, store) -> {
            store.pass(request);
            return new byte[0];
        };
        /** It is lost with the connection. */
        Way IS_LOST = (request, store) -> new byte[0];

        /** It does not reach the store; the answer is this. */
        static Way answers(int status, String code, String message) {
            String body = "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                    .formatted(code, message);
            byte[] answer =
                    "HTTP/1.1 %d X\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                            .formatted(status, body.length(), body)
                            .getBytes(StandardCharsets.UTF_8);
            return (request, store) -> answer;
        }

        /** It passes without a condition, as in a store that does not know what one is. Its signature is no longer right. */
        Way LOSES_CONDITION = (request, store) -> store.pass(new String(request, StandardCharsets.ISO_8859_1)
                .replaceFirst("(?i)\r\nif-none-match: [^\r]*", "")
                .getBytes(StandardCharsets.ISO_8859_1));

        /** It goes its way when as many are on theirs as the barrier is for; those that nobody joins are lost. */
        static Way together(CyclicBarrier all, Way way) {
            return (request, store) -> {
                try {
                    all.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IOException(e);
                }
                return way.answer(request, store);
            };
        }

        /** Returns the answer; none ends the connection. */
        byte[] answer(byte[] request, FaultyWire store) throws IOException;
    }

    private final ServerSocket listening;
    private final URI target;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Way> ways = request -> Way.PASSES;

    public FaultyWire(URI target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** Says what becomes of requests from now on. */
    public void let(Function<Request, Way> newWays) {
        ways = newWays;
    }

    /** Returns the requests since the last {@link #forget}. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public void forget() {
        requests.clear();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    /** Serves one request; the next one takes another connection. */
    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream());
                OutputStream out = client.getOutputStream()) {
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            String[] first = head.substring(0, head.indexOf('\r')).split(" ", 3);
            Request request = new Request(first[0], first[1], head);
            String length = request.header("content-length");
            byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
            requests.add(request);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(head.replaceAll("(?i)\r\nconnection: [^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            whole.writeBytes(body);
            out.write(ways.apply(request).answer(whole.toByteArray(), this));
        } catch (IOException e) {
            // The client learns of it by the end of its connection.
        }
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Hands a request to the store and returns its answer. */
    public byte[] pass(byte[] request) throws IOException {
        try (Socket store = new Socket(InetAddress.getLoopbackAddress(), target.getPort())) {
            store.getOutputStream().write(request);
            InputStream in = new BufferedInputStream(store.getInputStream());
            String head = head(in);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            boolean hasBody = request[0] != 'H' && !head.startsWith("HTTP/1.1 204");
            if (hasBody) {
                // The store takes its time to end a connection.
                String length = header(head, "content-length");
                answer.writeBytes(length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length)));
            }
            return answer.toByteArray();
        }
    }
}
