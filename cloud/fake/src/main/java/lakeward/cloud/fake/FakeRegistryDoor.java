package lakeward.cloud.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;

/** Turns away at once who speaks TLS, which the JDK's server without it would wait for, and lets in anybody else. */
final class FakeRegistryDoor implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket door;
    private final InetSocketAddress server;
    private final ExecutorService threads;

    FakeRegistryDoor(InetSocketAddress server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.execute(this::open);
    }

    int port() {
        return door.getLocalPort();
    }

    private void open() {
        try {
            while (true) {
                Socket caller = door.accept();
                threads.execute(() -> let(caller));
            }
        } catch (IOException closed) {
            // The registry is closed, and so is its door.
        }
    }

    private void let(Socket caller) {
        try (caller;
                Socket inside = new Socket()) {
            caller.setTcpNoDelay(true);
            PushbackInputStream said = new PushbackInputStream(caller.getInputStream());
            int first = said.read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            said.unread(first);
            inside.connect(server);
            inside.setTcpNoDelay(true);
            threads.execute(() -> pass(said, inside));
            inside.getInputStream().transferTo(caller.getOutputStream());
        } catch (IOException gone) {
            // Either side may hang up at any time.
        }
    }

    private static void pass(InputStream said, Socket inside) {
        try (OutputStream to = inside.getOutputStream()) {
            said.transferTo(to);
        } catch (IOException gone) {
            // Either side may hang up at any time.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
