package lakeward.lake.log;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The lines of a commit.
 *
 * @see <a href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md#actions">Actions</a>
 */
final class Actions {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** The tag of a data file with {@link DataFile#newestColumn}. */
    static final String NEWEST_COLUMN = "lakeward.newestColumn";

    static final String KEY = "lakeward.key";

    private static final List<String> READER_FEATURES = List.of("columnMapping", "deletionVectors", "timestampNtz");
    private static final List<String> WRITER_FEATURES =
            List.of("columnMapping", "deletionVectors", "inCommitTimestamp", "timestampNtz");

    private Actions() {}

    static String commitInfo(Proposal proposal, long timestamp, long readVersion) {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode info = action.putObject("commitInfo")
                .put("inCommitTimestamp", timestamp)
                .put("timestamp", timestamp)
                .put("operation", proposal.operation());
        info.putObject("operationParameters");
        texts(info.putObject("operationMetrics"), proposal.metrics());
        if (readVersion >= 0) {
            info.put("readVersion", readVersion);
        }
        info.put("isolationLevel", "Serializable")
                .put("isBlindAppend", proposal.isBlindAppend())
                .put("engineInfo", "Lakeward")
                .put("txnId", UUID.randomUUID().toString());
        return action.toString();
    }

    static String protocol() {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode protocol =
                action.putObject("protocol").put("minReaderVersion", 3).put("minWriterVersion", 7);
        list(protocol.putArray("readerFeatures"), READER_FEATURES);
        list(protocol.putArray("writerFeatures"), WRITER_FEATURES);
        return action.toString();
    }

    /**
     * @param properties the table's own ones, if it exists
     * @param tombstones how long checkpoints remember files that are no longer in use
     */
    static String metadata(
            String id, long createdAt, DeltaSchema schema, Map<String, String> properties, Duration tombstones) {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode metadata = action.putObject("metaData").put("id", id);
        metadata.putObject("format").put("provider", "parquet").putObject("options");
        metadata.put("schemaString", schema.json()).putArray("partitionColumns");
        Map<String, String> all = new TreeMap<>(properties);
        all.putIfAbsent("delta.enableInCommitTimestamps", "true");
        all.putIfAbsent("delta.enableDeletionVectors", "true");
        all.putIfAbsent("delta.columnMapping.mode", "name");
        all.putIfAbsent("delta.deletedFileRetentionDuration", "interval %d seconds".formatted(tombstones.toSeconds()));
        // We clean up the log, by what readers of this process hold open.
        all.putIfAbsent("delta.enableExpiredLogCleanup", "false");
        all.put("delta.columnMapping.maxColumnId", Integer.toString(schema.newestColumn()));
        ArrayNode key = JSON.createArrayNode();
        list(key, schema.key());
        all.put(KEY, key.toString());
        texts(metadata.putObject("configuration"), all);
        metadata.put("createdTime", createdAt);
        return action.toString();
    }

    static String add(DataFile file, boolean changesData) {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode add = action.putObject("add").put("path", file.path());
        add.putObject("partitionValues");
        add.put("size", file.size()).put("modificationTime", file.modifiedAt()).put("dataChange", changesData);
        if (!file.stats().isEmpty()) {
            add.put("stats", file.stats());
        }
        if (file.newestColumn() > 0) {
            add.putObject("tags").put(NEWEST_COLUMN, Integer.toString(file.newestColumn()));
        }
        deletions(add, file);
        return action.toString();
    }

    static String remove(DataFile file, long timestamp, boolean changesData) {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode remove = action.putObject("remove")
                .put("path", file.path())
                .put("deletionTimestamp", timestamp)
                .put("dataChange", changesData)
                .put("extendedFileMetadata", true);
        remove.putObject("partitionValues");
        remove.put("size", file.size());
        deletions(remove, file);
        return action.toString();
    }

    static String transaction(String application, long version, long timestamp) {
        ObjectNode action = JSON.createObjectNode();
        action.putObject("txn")
                .put("appId", application)
                .put("version", version)
                .put("lastUpdated", timestamp);
        return action.toString();
    }

    private static void deletions(ObjectNode action, DataFile file) {
        file.deletions().ifPresent(vector -> {
            ObjectNode node = action.putObject("deletionVector")
                    .put("storageType", vector.storage())
                    .put("pathOrInlineDv", vector.location());
            if (vector.offset() >= 0) {
                node.put("offset", vector.offset());
            }
            node.put("sizeInBytes", vector.size()).put("cardinality", vector.count());
        });
    }

    private static void texts(ObjectNode node, Map<String, String> texts) {
        new TreeMap<>(texts).forEach(node::put);
    }

    private static void list(ArrayNode node, List<String> texts) {
        texts.forEach(node::add);
    }
}
