package lakeward.lake.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;

/** A lake in a directory, with a folder for each table: {@code <zone>/<name>}. */
public final class DirectoryLake implements LakeFiles {
    /** File systems tell the time of a file's change in coarse steps, always too early. */
    private static final Duration COARSE = Duration.ofSeconds(1);

    private final Path root;

    /** @param root made when the first table is */
    public DirectoryLake(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Supplier<Instant> open(Clock clock) {
        Instant opened = clock.instant().minus(COARSE);
        return () -> opened;
    }

    @Override
    public Collection<TableId> tables(Zone zone) {
        Path folder = root.resolve(zone.label());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> new TableId(
                            zone, FolderName.decode(path.getFileName().toString())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public TableFiles table(TableId id) {
        return new DirectoryTable(root.resolve(id.zone().label()).resolve(FolderName.encode(id.name())));
    }

    @Override
    public void close() {}
}
