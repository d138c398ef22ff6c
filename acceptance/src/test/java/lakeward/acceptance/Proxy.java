package lakeward.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A network between a program and a server on this machine, which a test can break. */
final class Proxy implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);

    /** @param target the server's port */
    Proxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends every connection there is, on both sides; new ones are let through. */
    void cut() {
        open.forEach(Proxy::closeQuietly);
    }

    /** Cuts, once, when the server has sent this many bytes more. */
    void cutAfter(long bytes) {
        untilCut.set(bytes);
    }

    /** Whether the cut that {@link #cutAfter} asked for has happened. */
    boolean hasCut() {
        return untilCut.get() == Long.MAX_VALUE;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                start(() -> pump(client, server, false));
                start(() -> pump(server, client, true));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pump(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (isAnswer) {
                    count(read);
                }
            }
        } catch (IOException e) {
            // The connection is cut, which ends both of its ways.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void count(int bytes) {
        if (untilCut.get() != Long.MAX_VALUE && untilCut.addAndGet(-bytes) <= 0) {
            untilCut.set(Long.MAX_VALUE);
            cut();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
