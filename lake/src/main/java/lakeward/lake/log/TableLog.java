package lakeward.lake.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lakeward.core.platform.Position;
import lakeward.lake.files.TableFiles;

/**
 * A table's log. Commits are written here, one JSON file each, since Kernel's own transaction can neither remove
 * files nor write deletion vectors, names of operations or blind appends; whole versions and checkpoints are Kernel's.
 */
public final class TableLog {
    /** What the application of each source's transactions starts with. */
    public static final String SOURCE_PREFIX = "lakeward:";

    private static final String FOLDER = "_delta_log/";
    private static final Pattern COMMIT = Pattern.compile("_delta_log/(\\d{20})\\.json");
    private static final Pattern CHECKPOINT = Pattern.compile("_delta_log/(\\d{20})\\.checkpoint\\.parquet");
    private static final Pattern VERSION = Pattern.compile("_delta_log/(\\d{20})\\..*(json|parquet)");

    private final TableFiles files;
    private final KernelLog kernel;
    private final Duration tombstones;

    /** @param tombstones how long checkpoints remember files that are no longer in use */
    public TableLog(TableFiles files, Duration tombstones) {
        this.files = files;
        this.kernel = new KernelLog(files);
        this.tombstones = tombstones;
    }

    /** Whether there is a table. */
    public boolean exists() {
        return has(0)
                || listed().stream()
                        .anyMatch(file -> VERSION.matcher(file.name()).matches());
    }

    /** Returns the newest version, or empty if there is no table. */
    public Optional<TableState> latest() {
        return kernel.latest();
    }

    /** Whether the log still tells of a version. */
    public boolean has(long version) {
        try {
            return files.exists(file(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a version. */
    public TableState at(long version) {
        return kernel.at(version);
    }

    /** Returns the newest version, by reading what was committed after this one. */
    public TableState refreshed(TableState state) {
        TableState newest = state;
        while (true) {
            long next = newest.version() + 1;
            Optional<List<String>> lines = read(next);
            if (lines.isEmpty()) {
                return newest;
            }
            newest = newest.after(next, newest.committedAt() + 1, lines.get());
        }
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
            byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
            return files.writeIfAbsent(file(version), content)
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
        Optional<List<String>> lines = read(version);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode info = Actions.JSON.readTree(lines.get().get(0)).path("commitInfo");
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
                    positions(lines.get())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Position> positions(List<String> lines) throws IOException {
        Map<String, Position> positions = new HashMap<>();
        for (String line : lines) {
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
        kernel.checkpoint(version);
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
        List<String> lines =
                read(version).orElseThrow(() -> new UncheckedIOException(new NoSuchFileException(file(version))));
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
        try {
            for (TableFiles.Listed file : listed()) {
                String name = file.name().substring(FOLDER.length());
                boolean isOld = name.matches("\\d{20}\\..*") && Long.parseLong(name.substring(0, 20)) < version;
                boolean isLeft = name.endsWith(".tmp") && file.modifiedAt().isBefore(started);
                if ((isOld || isLeft) && files.delete(file.name())) {
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
        return listed().stream()
                .map(file -> name.matcher(file.name()))
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<TableFiles.Listed> listed() {
        try {
            return files.list(FOLDER, "");
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

    private Optional<List<String>> read(long version) {
        try {
            return files.read(file(version))
                    .map(content ->
                            new String(content, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String file(long version) {
        return FOLDER + "%020d.json".formatted(version);
    }
}
