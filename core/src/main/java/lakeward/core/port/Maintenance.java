package lakeward.core.port;

import lakeward.core.platform.ByteSize;

/** What looking after a table did. */
public record Maintenance(int filesCompacted, int filesRemoved, ByteSize bytesRemoved, boolean checkpointed) {
    public static final Maintenance NOTHING = new Maintenance(0, 0, new ByteSize(0), false);

    public boolean didSomething() {
        return filesCompacted > 0 || filesRemoved > 0 || checkpointed;
    }
}
