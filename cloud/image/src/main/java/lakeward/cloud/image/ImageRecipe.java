package lakeward.cloud.image;

import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * All that an image is: what it stands on, its layers, and how it is started. Equal recipes have equal tags.
 *
 * @param base the image below its layers, by name; {@link #SCRATCH} is none
 */
record ImageRecipe(String base, String platform, String version, List<ImageLayer> layers) {
    static final String SCRATCH = "scratch";

    /** What the container runs; its task says which target and service. Half of its memory is for Java, the other for DuckDB. */
    static final List<String> COMMAND = List.of(
            "java",
            "-XX:MaxRAMPercentage=50",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            ImageContents.LIBRARY + "*",
            "lakeward.cli.Main",
            "serve",
            "/platform",
            "--state",
            ImageContents.STATE);

    /** As the launcher does: glibc keeps an arena of native memory per thread; two are enough. */
    private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    /** When everything in an image was made, so that equal contents are equal bytes. */
    private static final Instant TIME = Instant.ofEpochSecond(1);

    private static final int TAG_DIGITS = 32;

    static ImageRecipe of(String base, ImageContents contents) {
        return new ImageRecipe(base, contents.platform(), contents.version(), contents.layers());
    }

    private Map<String, String> labels() {
        // In order: that of Map.of is another in each JVM, and so would the tag be.
        return new TreeMap<>(Map.of("lakeward.platform", platform, "lakeward.version", version));
    }

    /** Returns a digest of everything above, which needs nothing but this machine's files. */
    String tag() {
        Map<Path, String> contents = layers.stream()
                .flatMap(layer -> layer.files().stream())
                .map(ImageFile::source)
                .filter(source -> !Files.isDirectory(source))
                .collect(Collectors.toMap(source -> source, ImageRecipe::digestOf, (one, same) -> one));
        MessageDigest digest = sha256();
        for (Object each : List.of(base, COMMAND, new TreeMap<>(ENVIRONMENT), TIME, ImageContents.USER, labels())) {
            add(digest, each.toString());
        }
        for (ImageLayer layer : layers) {
            add(digest, layer.name());
            for (ImageFile file : layer.files()) {
                add(digest, file.path());
                add(digest, file.mode());
                add(digest, file.owner());
                add(digest, contents.getOrDefault(file.source(), ""));
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, TAG_DIGITS);
    }

    /** Returns jib's builder of it. */
    JibContainerBuilder builder(RegistryImage from) {
        JibContainerBuilder builder = base.equals(SCRATCH) ? Jib.fromScratch() : Jib.from(from);
        layers.forEach(layer -> builder.addFileEntriesLayer(entries(layer)));
        return builder.setFormat(ImageFormat.OCI)
                .setCreationTime(TIME)
                .setEntrypoint(COMMAND)
                .setProgramArguments(List.of())
                .setEnvironment(ENVIRONMENT)
                .setLabels(labels())
                .setUser(ImageContents.USER)
                .setExposedPorts();
    }

    private static FileEntriesLayer entries(ImageLayer layer) {
        FileEntriesLayer.Builder entries = FileEntriesLayer.builder().setName(layer.name());
        for (ImageFile file : layer.files()) {
            entries.addEntry(
                    file.source(),
                    AbsoluteUnixPath.get(file.path()),
                    FilePermissions.fromOctalString(file.mode()),
                    TIME,
                    file.owner());
        }
        return entries.build();
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // A length before each, so that no two lists read alike.
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static String digestOf(Path file) {
        MessageDigest digest = sha256();
        try {
            if (file.toString().endsWith(".jar")) {
                addEntries(digest, file);
            } else {
                addBytes(digest, file);
            }
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot put %s into the program's image: it cannot be read (%s). Make it readable."
                            .formatted(file, failed.getMessage()),
                    failed);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of an archive, what its table of contents says: name, size and checksum of each entry. */
    private static void addEntries(MessageDigest digest, Path archive) throws IOException {
        try (ZipFile entries = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(entries.entries())) {
                add(digest, entry.getName());
                add(digest, entry.getSize() + " " + entry.getCrc());
            }
        }
    }

    private static void addBytes(MessageDigest digest, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Cannot make digests: Java has no SHA-256. Use another one.", impossible);
        }
    }
}
