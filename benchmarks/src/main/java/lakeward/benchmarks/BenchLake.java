package lakeward.benchmarks;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.TableId;
import lakeward.duckdb.DuckDb;
import lakeward.lake.DeltaLake;
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.LakeFiles;

/** A lake, opened as the program opens its own. */
final class BenchLake implements AutoCloseable {
    private static final ByteSize MEMORY = ByteSize.mebibytes(512);

    private final Path directory;
    private final DuckDb duckdb;
    private final DeltaLake lake;

    BenchLake(Path directory, LakeSettings settings) throws IOException {
        this(directory, new DirectoryLake(directory.resolve("lake")), settings);
    }

    /** @param files where the lake's tables are */
    BenchLake(Path directory, LakeFiles files, LakeSettings settings) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.duckdb = DuckDb.open(
                directory.resolve("temporary"),
                MEMORY,
                Math.max(1, Runtime.getRuntime().availableProcessors()));
        this.lake = new DeltaLake(files, duckdb, settings, Clock.systemUTC());
    }

    DeltaLake lake() {
        return lake;
    }

    DuckDb duckdb() {
        return duckdb;
    }

    /** Returns how much disk a table takes, in bytes. Files that go meanwhile are not counted. */
    long size(TableId table) throws IOException {
        return size(directory.resolve("lake").resolve(table.zone().label()).resolve(table.name()));
    }

    private static long size(Path path) throws IOException {
        try {
            if (!Files.isDirectory(path)) {
                return Files.size(path);
            }
            long sum = 0;
            try (Stream<Path> entries = Files.list(path)) {
                for (Path entry : entries.toList()) {
                    sum += size(entry);
                }
            }
            return sum;
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    @Override
    public void close() {
        lake.close();
        duckdb.close();
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (FileSystemException e) {
            throw new IOException("Cannot remove %s: %s. Remove it by hand.".formatted(folder, e.getMessage()), e);
        }
    }
}
