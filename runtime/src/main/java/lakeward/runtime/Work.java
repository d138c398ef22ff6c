package lakeward.runtime;

import java.util.List;
import lakeward.core.platform.Database;
import lakeward.core.platform.Platform;

/** What of a platform one process does. */
public sealed interface Work {
    /** All of it. */
    record Whole() implements Work {}

    /** Captures one database; other processes learn from it at which cuts the database's tables stand. */
    record Capture(String database) implements Work {}

    /** Runs the models at the cuts of processes that capture. */
    record Models() implements Work {}

    /** Returns the part of a platform that the process itself captures and computes. */
    default Platform of(Platform platform) {
        if (this instanceof Capture capture) {
            return with(
                    platform,
                    platform.databases().stream()
                            .filter(database -> database.name().equals(capture.database()))
                            .toList(),
                    false);
        }
        return this instanceof Models ? with(platform, List.of(), true) : platform;
    }

    private static Platform with(Platform platform, List<Database> databases, boolean models) {
        return new Platform(
                platform.name(),
                platform.version(),
                databases,
                platform.lake(),
                models ? platform.models() : List.of(),
                platform.targets(),
                platform.ground());
    }
}
