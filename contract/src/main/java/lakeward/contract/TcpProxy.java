package lakeward.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** A way to a server on this machine that can be cut, or lead nowhere. Safe for use by many threads. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 14;
    private static final long NEVER = Long.MAX_VALUE;

    private final ServerSocket listening;
    private volatile int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object state = new Object();
    private final AtomicLong untilCut = new AtomicLong(NEVER);
    private boolean stalled;

    /** @param target the server's port on the loopback address */
    public TcpProxy(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Returns the port to connect to. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Leads to another port from now on. */
    public void leadTo(int port) {
        target = port;
    }

    /** Ends every connection; new ones are made as before. */
    public void cut() {
        open.forEach(TcpProxy::close);
        open.clear();
    }

    /** Cuts once, as soon as the server has answered with so many bytes more. */
    public void cutAfter(long bytes) {
        untilCut.set(bytes);
    }

    /** Whether the cut that was asked for has happened. */
    public boolean hasCut() {
        return untilCut.get() == NEVER;
    }

    /** Forwards nothing any more, without ending a connection, until it is {@link #resume resumed}. */
    public void stall() {
        synchronized (state) {
            stalled = true;
        }
    }

    public void resume() {
        synchronized (state) {
            stalled = false;
            state.notifyAll();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resume();
        cut();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                Socket server = new Socket();
                open.add(server);
                try {
                    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                    start(() -> forward(client, server, read -> {}));
                    start(() -> forward(server, client, this::count));
                } catch (IOException e) {
                    close(client);
                }
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    private void count(int answered) {
        if (untilCut.get() != NEVER && untilCut.addAndGet(-answered) <= 0) {
            untilCut.set(NEVER);
            cut();
        }
    }

    private void forward(Socket from, Socket to, IntConsumer forwarded) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            // What is on its way when it is stalled is to be little.
            to.setSendBufferSize(BUFFER);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                synchronized (state) {
                    while (stalled) {
                        state.wait();
                    }
                }
                out.write(buffer, 0, read);
                forwarded.accept(read);
            }
        } catch (IOException e) {
            // Both ends are closed then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.remove(from);
        open.remove(to);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
