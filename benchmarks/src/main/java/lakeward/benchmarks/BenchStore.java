package lakeward.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.S3Lake;
import lakeward.lake.s3.S3Settings;

/** An s3proxy in a process of its own, whose buckets are folders beside the directory's lake. It checks signatures. */
final class BenchStore implements AutoCloseable {
    private static final String KEY = "bench-key";
    private static final String SECRET = "bench-secret";
    private static final ByteSize CACHE = ByteSize.mebibytes(4096);
    private static final Duration START = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final Process process;

    private BenchStore(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    static BenchStore start(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("buckets"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Properties settings = new Properties();
        settings.put("s3proxy.endpoint", "http://127.0.0.1:" + port);
        settings.put("s3proxy.authorization", "aws-v4");
        settings.put("s3proxy.identity", KEY);
        settings.put("s3proxy.credential", SECRET);
        settings.put("jclouds.provider", "filesystem-nio2");
        settings.put("jclouds.identity", "local");
        settings.put("jclouds.credential", "local");
        settings.put("jclouds.filesystem.basedir", directory.resolve("buckets").toString());
        Path file = directory.resolve("s3proxy.properties");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-DLOG_LEVEL=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("s3proxy.log").toFile())
                .start();
        BenchStore store = new BenchStore(directory, port, process);
        store.awaitStart();
        // Where the program looks for them.
        System.setProperty("aws.accessKeyId", KEY);
        System.setProperty("aws.secretAccessKey", SECRET);
        return store;
    }

    private void awaitStart() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + START.toNanos(); ; ) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    close();
                    throw new IOException(
                            "Cannot start s3proxy: it said '%s'."
                                    .formatted(Files.readString(directory.resolve("s3proxy.log"))),
                            e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Returns a lake of this name, whose cache is empty. */
    S3Lake lake(String name) throws IOException {
        Map<Zone, URI> zones = new EnumMap<>(Zone.class);
        for (Zone zone : Zone.values()) {
            String bucket = "%s-%s".formatted(name, zone.label());
            Files.createDirectories(directory.resolve("buckets").resolve(bucket));
            zones.put(zone, URI.create("s3://" + bucket));
        }
        return new S3Lake(
                zones,
                zones.keySet(),
                S3Settings.of("us-east-1").at(URI.create("http://127.0.0.1:" + port)),
                directory.resolve("cache"),
                CACHE);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
