package lakeward.cloud.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lakeward.cloud.fake.FakeAws;
import lakeward.cloud.fake.FakeRegistry;
import lakeward.definition.Definitions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A program of a few small files and a definition, in a folder of their own, and what must not get into an image beside them. */
record SmallProgram(Path folder) {
    static final Patience SHORT = new Patience(3, Duration.ofMillis(1));

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("program/lib/other-1.0.jar", "other"),
            Map.entry("program/lib/another-2.0.jar", "another"),
            Map.entry("program/lib/lakeward-core-1.jar", "core"),
            Map.entry("program/lib/lakeward-cli-1.jar", "cli"),
            Map.entry("program/lib/notes.txt", "no jar"),
            Map.entry("program/cloud/vendor-3.0.jar", "a vendor's client"),
            Map.entry("program/aws/synth.jar", "templates"),
            Map.entry("program/built", ""),
            Map.entry(
                    "project/lakeward.yaml",
                    "platform: tiny\nversion: 1\ndatabases:\n  app:\n    engine: postgres\n    migrations: db\n"),
            Map.entry("project/models/one.sql", "CREATE MATERIALIZED VIEW one AS SELECT 1 AS a"),
            Map.entry("project/models/two.sql", "CREATE MATERIALIZED VIEW two AS SELECT 2 AS a"),
            Map.entry("project/db/001.sql", "CREATE TABLE t (a int PRIMARY KEY)"),
            Map.entry("project/db/seed.sh", "secret-in-a-script"),
            Map.entry("project/schemas/app.yaml", "tables: {}\n"),
            Map.entry("project/secrets.yaml", "password: secret-in-a-file"),
            Map.entry("project/.env", "PASSWORD=secret-in-env"),
            Map.entry("project/.lakeward/run.json", "{\"token\": \"secret-in-state\"}"),
            Map.entry("project/README.md", "hello"));

    /** Writes the files, each at another time. */
    static SmallProgram in(Path folder) {
        FILES.forEach((path, text) -> write(folder.resolve(path), text));
        return new SmallProgram(folder);
    }

    void write(String path, String text) {
        write(folder.resolve(path), text);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            if (file.toString().endsWith(".jar")) {
                writeArchive(file, text);
            } else {
                Files.writeString(file, text);
            }
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.nanoTime() / 1000));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes an archive of one entry; of equal texts the bytes are equal. */
    private static void writeArchive(Path file, String text) throws IOException {
        ZipEntry entry = new ZipEntry("text");
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(file))) {
            archive.putNextEntry(entry);
            archive.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    ImageContents contents() {
        Path project = folder.resolve("project");
        return new ImageContents("tiny", "1.0", folder.resolve("program"), project, Definitions.files(project));
    }

    ProgramImage image() {
        return image("scratch");
    }

    ProgramImage image(String base) {
        return new ProgramImage(contents(), base, credentials(), Optional.<URI>empty(), SHORT);
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(FakeAws.key("111111111111"), "aws-secret"));
    }

    /** Publishes and returns what the registry then has. */
    Pushed publish(FakeRegistry registry, String name) {
        return new Pushed(registry, name, image().publish(registry.repository(name)));
    }

    /** Publishes a small program from a process of its own: a folder for it, and a repository. */
    public static void main(String[] arguments) {
        SmallProgram.in(Path.of(arguments[0])).image().publish(arguments[1]);
    }
}
