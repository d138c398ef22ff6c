package lakeward.core.port;

import java.time.Instant;
import java.util.Optional;
import lakeward.core.platform.Position;

/**
 * Where a batch ends.
 *
 * @param position everything up to it was delivered
 * @param committedAt when the newest transaction of the batch committed at the source; empty for a batch without one
 * @param transactions how many transactions of captured tables are in the batch
 */
public record BatchEnd(Position position, Optional<Instant> committedAt, long transactions) {}
