package lakeward.cloud.snowflake;

import java.sql.SQLException;
import java.util.Locale;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** What goes wrong at Snowflake, said to people. */
final class Failures {
    private Failures() {}

    static PlatformException connecting(String account, SQLException failed) {
        String why = words(failed);
        if (why.contains("expected for auto configuration")) {
            return environment(
                    "Cannot connect to Snowflake account %s: there is no file %s. Write a connection '%s' into it, as Snowflake's drivers read it."
                            .formatted(account, file(), connection()));
        }
        if (why.contains("not found in connections.toml")) {
            return environment(
                    "Cannot connect to Snowflake account %s: %s has no connection '%s'. Write it there, or name another in SNOWFLAKE_DEFAULT_CONNECTION_NAME."
                            .formatted(account, file(), connection()));
        }
        if (isUnreachable(failed)) {
            return unreachable(account, "sign in", failed);
        }
        return environment(
                "Cannot sign in to Snowflake account %s: it does not take what connection '%s' of %s says (%d: %s). Renew or correct that."
                        .formatted(account, connection(), file(), failed.getErrorCode(), trimmed(why)));
    }

    /**
     * Says why a statement failed.
     *
     * @param right what it needs
     * @param role the session's
     */
    static PlatformException doing(String account, String role, String what, String right, SQLException failed) {
        String why = words(failed);
        if (failed.getErrorCode() >= 390_100 && failed.getErrorCode() < 400_000) {
            return environment(
                    "Cannot %s in Snowflake account %s: the session ended (%d: %s). Renew what connection '%s' of %s says, and do it again."
                            .formatted(what, account, failed.getErrorCode(), trimmed(why), connection(), file()));
        }
        if (isUnreachable(failed)) {
            return unreachable(account, what, failed);
        }
        if (why.toLowerCase(Locale.ROOT).contains("resource monitor")) {
            return environment(
                    "Cannot %s in Snowflake account %s: %s. Raise the monitor's quota, or wait until its next period."
                            .formatted(what, account, trimmed(why)));
        }
        if (why.contains("_delta_log")) {
            return environment(
                    "Cannot %s in Snowflake account %s: the Delta table is not written yet (%s). Let the platform's service run its model once, then do it again."
                            .formatted(what, account, trimmed(why)));
        }
        if ("42501".equals(failed.getSQLState()) || "02000".equals(failed.getSQLState())) {
            return environment(
                    "Cannot %s in Snowflake account %s: role %s lacks %s (%s). Grant it, or name a role that has it in connection '%s'."
                            .formatted(what, account, role, right, trimmed(why), connection()));
        }
        return environment("Cannot %s in Snowflake account %s: it answers %s: %s. Mend that, and do it again."
                .formatted(what, account, failed.getErrorCode(), trimmed(why)));
    }

    private static PlatformException unreachable(String account, String what, SQLException failed) {
        return environment(
                "Cannot %s in Snowflake account %s: it stayed away (%s). Look at its status page and at the network, then do it again."
                        .formatted(what, account, trimmed(words(failed))));
    }

    private static boolean isUnreachable(SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        return failed.getErrorCode() < 300_000
                && failed.getErrorCode() >= 200_000
                && (state.startsWith("08") || state.equals("58030"));
    }

    /** Returns a failure's words in one line; the driver puts no secret into them. */
    private static String words(SQLException failed) {
        String words = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        return words.replaceAll("\\s+", " ").strip();
    }

    private static String trimmed(String words) {
        return words.replaceAll("[.\\s]+$", "");
    }

    private static String connection() {
        String name = System.getenv("SNOWFLAKE_DEFAULT_CONNECTION_NAME");
        return name == null || name.isBlank() ? "default" : name;
    }

    private static String file() {
        String home = System.getenv("SNOWFLAKE_HOME");
        return (home == null ? "~/.snowflake" : home) + "/connections.toml";
    }

    static PlatformException environment(String message) {
        return new PlatformException(Fault.ENVIRONMENT, message);
    }
}
