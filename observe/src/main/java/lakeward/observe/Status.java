package lakeward.observe;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state of a platform as its events tell it.
 *
 * @param asOf when this was true
 * @param since when the platform was opened
 * @param moving whether data has moved through every room
 */
public record Status(
        String platform,
        String target,
        Instant asOf,
        Instant since,
        boolean moving,
        List<DatabaseStatus> databases,
        List<TableStatus> tables,
        List<ModelStatus> models) {

    /**
     * What is known of one database.
     *
     * @param position how far its log is in the lake
     * @param keptBytes how much of its log the source holds back for us
     * @param lagSeconds how far the lake is behind it
     * @param balanced position of the last comparison that found source and lake equal, or empty text
     */
    public record DatabaseStatus(
            String name,
            String description,
            String state,
            String position,
            String slot,
            double lagSeconds,
            long keptBytes,
            double changesPerSecond,
            long changes,
            String balanced,
            String problem) {}

    /**
     * What is known of one captured table.
     *
     * @param rows of the processed table
     * @param rawRows of the raw table
     * @param state {@code waiting}, {@code reading}, {@code following} or {@code stopped}
     * @param lagRows about how many changes wait, as the rate of the last seconds tells
     * @param lagBytes how much of its log the source holds back, for all of its tables
     */
    public record TableStatus(
            String database,
            String source,
            String name,
            String state,
            long rows,
            long rawRows,
            double changesPerSecond,
            long changes,
            double lagSeconds,
            long lagBytes,
            long lagRows,
            long version,
            Instant lastCommit,
            long snapshotRows,
            long snapshotExpected,
            String problem) {}

    /**
     * What is known of one model.
     *
     * @param state {@code waiting}, {@code current} or {@code failed}
     * @param positions which position of each source it shows
     * @param asOf when the newest change it shows committed at its source
     */
    public record ModelStatus(
            String name,
            List<String> reads,
            String state,
            long rows,
            long version,
            Instant asOf,
            Map<String, String> positions,
            Instant lastRun,
            double seconds,
            double behindSeconds,
            Map<String, Long> violations,
            long quarantined,
            int failures,
            String problem) {}
}
