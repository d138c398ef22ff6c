package lakeward.lake.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** A version of a table: its columns, its files and how far each application is. Never changes. */
public final class TableState {
    /** Before the first version. */
    static final TableState NONE = new TableState(
            -1, Long.MIN_VALUE, "", 0, Map.of(), new DeltaSchema(List.of(), List.of(), 0), Map.of(), Map.of());

    private final long version;
    private final long committedAt;
    private final String id;
    private final long createdAt;
    private final Map<String, String> properties;
    private final DeltaSchema schema;
    private final Map<String, DataFile> files;
    private final Map<String, Long> transactions;

    private TableState(
            long version,
            long committedAt,
            String id,
            long createdAt,
            Map<String, String> properties,
            DeltaSchema schema,
            Map<String, DataFile> files,
            Map<String, Long> transactions) {
        this.version = version;
        this.committedAt = committedAt;
        this.id = id;
        this.createdAt = createdAt;
        this.properties = properties;
        this.schema = schema;
        this.files = files;
        this.transactions = transactions;
    }

    public long version() {
        return version;
    }

    /** Returns when it was committed, in milliseconds since 1970. */
    public long committedAt() {
        return committedAt;
    }

    public DeltaSchema schema() {
        return schema;
    }

    public Collection<DataFile> files() {
        return files.values();
    }

    public Optional<DataFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Returns how far each application is. */
    public Map<String, Long> transactions() {
        return transactions;
    }

    String id() {
        return id;
    }

    long createdAt() {
        return createdAt;
    }

    Map<String, String> properties() {
        return properties;
    }

    /**
     * Returns the state after a commit.
     *
     * @param version the commit's
     * @param timestamp when it was made, if its lines don't tell
     * @param lines its actions
     */
    TableState after(long version, long timestamp, Iterable<String> lines) {
        Builder builder = new Builder(this);
        lines.forEach(builder::apply);
        return builder.build(version, timestamp);
    }

    /** Returns the file that a line removes, as it was: without statistics. */
    static DataFile removed(String line) {
        return Builder.file(Builder.read(line).path("remove"));
    }

    private static final class Builder {
        private long committedAt = Long.MIN_VALUE;
        private String id;
        private long createdAt;
        private Map<String, String> properties;
        private DeltaSchema schema;
        private final Map<String, DataFile> files;
        private Map<String, Long> transactions;
        private final List<String> removed = new ArrayList<>();
        private final Map<String, DataFile> added = new LinkedHashMap<>();

        Builder(TableState from) {
            id = from.id;
            createdAt = from.createdAt;
            properties = from.properties;
            schema = from.schema;
            files = new LinkedHashMap<>(from.files);
            transactions = from.transactions;
        }

        void apply(String line) {
            JsonNode action = read(line);
            if (action.hasNonNull("add")) {
                DataFile file = file(action.get("add"));
                added.put(file.path(), file);
            } else if (action.hasNonNull("remove")) {
                removed.add(action.get("remove").path("path").asText());
            } else if (action.hasNonNull("txn")) {
                transactions = new HashMap<>(transactions);
                transactions.put(
                        action.get("txn").path("appId").asText(),
                        action.get("txn").path("version").asLong());
            } else if (action.hasNonNull("metaData")) {
                metadata(action.get("metaData"));
            } else if (action.hasNonNull("commitInfo")) {
                JsonNode info = action.get("commitInfo");
                committedAt = info.path("inCommitTimestamp")
                        .asLong(info.path("timestamp").asLong(Long.MIN_VALUE));
            }
        }

        TableState build(long version, long timestamp) {
            // A file whose deletions change is both removed and added, in any order.
            removed.forEach(files::remove);
            files.putAll(added);
            return new TableState(
                    version,
                    committedAt == Long.MIN_VALUE ? timestamp : committedAt,
                    id,
                    createdAt,
                    properties,
                    schema,
                    Collections.unmodifiableMap(files),
                    Collections.unmodifiableMap(transactions));
        }

        private void metadata(JsonNode metadata) {
            id = metadata.path("id").asText();
            createdAt = metadata.path("createdTime").asLong();
            Map<String, String> all = new HashMap<>();
            metadata.path("configuration")
                    .properties()
                    .forEach(entry -> all.put(entry.getKey(), entry.getValue().asText()));
            properties = all;
            List<String> key = new ArrayList<>();
            read(all.getOrDefault(Actions.KEY, "[]")).forEach(name -> key.add(name.asText()));
            int newest = Integer.parseInt(all.getOrDefault("delta.columnMapping.maxColumnId", "0"));
            schema = DeltaSchema.parse(metadata.path("schemaString").asText(), key, newest);
        }

        private static DataFile file(JsonNode add) {
            String stats = add.path("stats").asText("");
            long rows = stats.isEmpty() ? -1 : read(stats).path("numRecords").asLong(-1);
            JsonNode vector = add.path("deletionVector");
            return new DataFile(
                    add.path("path").asText(),
                    add.path("size").asLong(),
                    add.path("modificationTime").asLong(),
                    rows,
                    add.path("tags").path(Actions.NEWEST_COLUMN).asInt(0),
                    stats,
                    vector.hasNonNull("storageType") ? Optional.of(vector(vector)) : Optional.empty());
        }

        private static DeletionVector vector(JsonNode vector) {
            return new DeletionVector(
                    vector.path("storageType").asText(),
                    vector.path("pathOrInlineDv").asText(),
                    vector.path("offset").asInt(-1),
                    vector.path("sizeInBytes").asInt(),
                    vector.path("cardinality").asLong());
        }

        private static JsonNode read(String json) {
            try {
                return Actions.JSON.readTree(json);
            } catch (JsonProcessingException e) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot read a table's log: '%.80s' is no JSON. Restore the table's folder.".formatted(json),
                        e);
            }
        }
    }
}
