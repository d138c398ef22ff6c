package lakeward.core.platform;

/** Where a password comes from; the password itself is never in a definition. */
public sealed interface PasswordSource {
    /** An environment variable of this process. */
    record EnvironmentVariable(String name) implements PasswordSource {}

    /** The first line of a file, its path relative to the project's folder. */
    record File(String path) implements PasswordSource {}
}
