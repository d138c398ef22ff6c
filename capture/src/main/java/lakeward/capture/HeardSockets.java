package lakeward.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Makes sockets that remember when they last gave something. The driver tells nobody that the server answered, unless the
 * answer is a change. Public because the driver makes one by its name.
 */
public final class HeardSockets extends SocketFactory {
    private static final Map<String, AtomicLong> HEARD = new ConcurrentHashMap<>();

    private final AtomicLong heard;

    /** @param id which connection it is for */
    public HeardSockets(String id) {
        this.heard = HEARD.computeIfAbsent(id, any -> new AtomicLong(System.nanoTime()));
    }

    /** Returns when the connection's socket last gave something, as {@link System#nanoTime} has it. */
    static AtomicLong heard(String id) {
        return HEARD.computeIfAbsent(id, any -> new AtomicLong(System.nanoTime()));
    }

    static void forget(String id) {
        HEARD.remove(id);
    }

    @Override
    public Socket createSocket() {
        return new Heard(heard);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unsupported();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw unsupported();
    }

    private static IOException unsupported() {
        return new IOException("The driver connects its sockets itself");
    }

    private static final class Heard extends Socket {
        private final AtomicLong heard;

        Heard(AtomicLong heard) {
            this.heard = heard;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    return noted(super.read());
                }

                @Override
                public int read(byte[] bytes, int start, int length) throws IOException {
                    return noted(super.read(bytes, start, length));
                }

                private int noted(int read) {
                    heard.set(System.nanoTime());
                    return read;
                }
            };
        }
    }
}
