package lakeward.core.platform;

import java.time.Duration;

/**
 * How changes are gathered into batches.
 *
 * @param maxDelay how long a change may wait for its batch's end, 100 ms to 1 h
 * @param maxBytes how much a batch holds before it ends at the next transaction's end; also how much of one larger
 *     transaction is held in memory
 * @param maxWait how long a new slot or snapshot waits for transactions that began before it, 1 s to 1 d
 */
public record CaptureSettings(Duration maxDelay, ByteSize maxBytes, Duration maxWait) {
    public static final CaptureSettings DEFAULT =
            new CaptureSettings(Duration.ofMillis(500), ByteSize.mebibytes(64), Duration.ofMinutes(5));

    public CaptureSettings(Duration maxDelay, ByteSize maxBytes) {
        this(maxDelay, maxBytes, DEFAULT.maxWait);
    }
}
