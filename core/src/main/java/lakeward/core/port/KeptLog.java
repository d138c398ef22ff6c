package lakeward.core.port;

import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Position;

/**
 * What a source keeps of its log for us.
 *
 * @param name what keeps it; of PostgreSQL the replication slot
 * @param confirmed up to where we said that everything is stored
 * @param size how much of its log the source holds back
 */
public record KeptLog(String name, Position confirmed, ByteSize size) {}
