package lakeward.lake.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.Position;

/**
 * A table's log on disk. Commits are written here, one JSON file each, since Kernel's own transaction can neither remove
 * files nor write deletion vectors, names of operations or blind appends; whole versions and checkpoints are Kernel's.
 */
public final class TableLog {
    /** What the application of each source's transactions starts with. */
    public static final String SOURCE_PREFIX = "lakeward:";

    private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
    private static final Pattern CHECKPOINT = Pattern.compile("(\\d{20})\\.checkpoint\\.parquet");

    private final Path table;
    private final Path directory;
    private final Duration tombstones;

    /** @param tombstones how long checkpoints remember files that are no longer in use */
    public TableLog(Path table, Duration tombstones) {
        this.table = table;
        this.directory = table.resolve("_delta_log");
        this.tombstones = tombstones;
    }

    /** Whether there is a table. */
    public boolean exists() {
        return Files.isDirectory(directory) && (Files.exists(file(0)) || KernelLog.hasVersion(directory));
    }

    /** Returns the newest version, or empty if there is no table. */
    public Optional<TableState> latest() {
        return exists() ? Optional.of(refreshed(KernelLog.load(table, OptionalLong.empty()))) : Optional.empty();
    }

    /** Whether the log still tells of a version. */
    public boolean has(long version) {
        return Files.exists(file(version));
    }

    /** Returns a version. */
    public TableState at(long version) {
        return KernelLog.load(table, OptionalLong.of(version));
    }

    /** Returns the newest version, by reading what was committed after this one. */
    public TableState refreshed(TableState state) {
        TableState newest = state;
        for (long next = newest.version() + 1; Files.exists(file(next)); next++) {
            newest = newest.after(next, newest.committedAt() + 1, lines(next));
        }
        return newest;
    }

    /**
     * Commits after this version, unless another writer was first.
     *
     * @param now in milliseconds since 1970; the commit's time is later than the version's before it
     * @return the new version, or empty if there is another one after {@code state}
     */
    public Optional<TableState> commit(Optional<TableState> state, Proposal proposal, long now) {
        TableState before = state.orElse(TableState.NONE);
        long version = before.version() + 1;
        long timestamp = Math.max(now, before.committedAt() + 1);
        List<String> lines = lines(before, proposal, timestamp);
        try {
            if (version == 0) {
                Durably.createDirectories(directory);
            }
            byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
            return Durably.writeIfAbsent(file(version), content)
                    ? Optional.of(before.after(version, timestamp, lines))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the newest commits first, as their {@code commitInfo} tells them; those that are gone end the list. */
    public List<CommitInfo> history(long newest, int limit) {
        List<CommitInfo> commits = new ArrayList<>();
        for (long version = newest; version >= 0 && commits.size() < limit; version--) {
            Optional<CommitInfo> info = commitInfo(version);
            if (info.isEmpty()) {
                break;
            }
            commits.add(info.get());
        }
        return commits;
    }

    /** Returns what a commit says of itself, or empty if it is gone. */
    public Optional<CommitInfo> commitInfo(long version) {
        try (BufferedReader reader = Files.newBufferedReader(file(version))) {
            JsonNode info = Actions.JSON.readTree(reader.readLine()).path("commitInfo");
            Map<String, String> metrics = new HashMap<>();
            info.path("operationMetrics")
                    .properties()
                    .forEach(entry ->
                            metrics.put(entry.getKey(), entry.getValue().asText()));
            long timestamp =
                    info.path("inCommitTimestamp").asLong(info.path("timestamp").asLong());
            return Optional.of(new CommitInfo(
                    version,
                    Instant.ofEpochMilli(timestamp),
                    info.path("operation").asText(),
                    metrics,
                    positions(reader)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Position> positions(BufferedReader lines) throws IOException {
        Map<String, Position> positions = new HashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{\"txn\"")) {
                JsonNode transaction = Actions.JSON.readTree(line).path("txn");
                String application = transaction.path("appId").asText();
                if (application.startsWith(SOURCE_PREFIX)) {
                    positions.put(
                            application,
                            new Position(transaction.path("version").asLong()));
                }
            }
        }
        return positions;
    }

    /** Writes a checkpoint of a version. */
    public void checkpoint(long version) {
        KernelLog.checkpoint(table, version);
        try {
            Path checkpoint = directory.resolve("%020d.checkpoint.parquet".formatted(version));
            if (Files.exists(checkpoint)) {
                Durably.force(checkpoint);
            }
            Durably.force(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the versions that have a checkpoint, in order. */
    public NavigableSet<Long> checkpoints() {
        return versions(CHECKPOINT);
    }

    /** Returns the versions whose commits are there, in order. */
    public NavigableSet<Long> commits() {
        return versions(COMMIT);
    }

    /** Returns the state after the next commit and hands over what that one removed. */
    public TableState next(TableState state, Consumer<DataFile> removed) {
        long version = state.version() + 1;
        List<String> lines = lines(version);
        lines.stream()
                .filter(line -> line.startsWith("{\"remove\""))
                .map(TableState::removed)
                .forEach(removed);
        return state.after(version, state.committedAt() + 1, lines);
    }

    /**
     * Removes commits and checkpoints of versions before this one, which has a checkpoint, and what writers that died
     * left behind before {@code started}: the oldest first, so that what is left after a death amid it has no holes.
     *
     * @param afterEach is run after each file
     * @return how many files were removed
     */
    public int cutBefore(long version, Instant started, Runnable afterEach) {
        int count = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                boolean isOld = name.matches("\\d{20}\\..*") && Long.parseLong(name.substring(0, 20)) < version;
                boolean isLeft = name.endsWith(".tmp")
                        && Files.getLastModifiedTime(file).toInstant().isBefore(started);
                if ((isOld || isLeft) && Files.deleteIfExists(file)) {
                    count++;
                    afterEach.run();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }

    private NavigableSet<Long> versions(Pattern name) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> name.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> Long.parseLong(matcher.group(1)))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(TableState before, Proposal proposal, long timestamp) {
        List<String> lines = new ArrayList<>();
        lines.add(Actions.commitInfo(proposal, timestamp, before.version()));
        boolean isNew = before.version() < 0;
        if (isNew) {
            lines.add(Actions.protocol());
        }
        proposal.schema()
                .ifPresent(schema -> lines.add(Actions.metadata(
                        isNew ? UUID.randomUUID().toString() : before.id(),
                        isNew ? timestamp : before.createdAt(),
                        schema,
                        before.properties(),
                        tombstones)));
        proposal.transactions()
                .forEach((application, position) -> lines.add(Actions.transaction(application, position, timestamp)));
        proposal.removed().forEach(file -> lines.add(Actions.remove(file, timestamp, proposal.changesData())));
        proposal.added().forEach(file -> lines.add(Actions.add(file, proposal.changesData())));
        return lines;
    }

    private List<String> lines(long version) {
        try {
            return Files.readAllLines(file(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(long version) {
        return directory.resolve("%020d.json".formatted(version));
    }
}
