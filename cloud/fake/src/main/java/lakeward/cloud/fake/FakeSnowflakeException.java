package lakeward.cloud.fake;

/** What Snowflake refuses, with its number and SQL state. */
final class FakeSnowflakeException extends Exception {
    private final String code;
    private final String sqlState;

    private FakeSnowflakeException(String code, String sqlState, String message) {
        super(message);
        this.code = code;
        this.sqlState = sqlState;
    }

    static FakeSnowflakeException syntax(String found, int position) {
        return new FakeSnowflakeException(
                "001003",
                "42000",
                "SQL compilation error:\nsyntax error line 1 at position %d unexpected '%s'."
                        .formatted(position, found));
    }

    static FakeSnowflakeException invalid(String why) {
        return new FakeSnowflakeException("001008", "22023", "SQL compilation error:\n" + why);
    }

    static FakeSnowflakeException missing(String kind, String name) {
        return new FakeSnowflakeException(
                "002003",
                "02000",
                "SQL compilation error:\n%s '%s' does not exist or not authorized.".formatted(kind, name));
    }

    static FakeSnowflakeException taken(String name) {
        return new FakeSnowflakeException(
                "002002", "42710", "SQL compilation error:\nObject '%s' already exists.".formatted(name));
    }

    static FakeSnowflakeException used(String kind, String name, String by) {
        return new FakeSnowflakeException(
                "003540",
                "23001",
                "SQL compilation error:\n%s '%s' cannot be dropped because it is used by %s."
                        .formatted(kind, name, by));
    }

    static FakeSnowflakeException forbidden(String kind, String name) {
        return new FakeSnowflakeException(
                "003001",
                "42501",
                "SQL access control error:\nInsufficient privileges to operate on %s '%s'.".formatted(kind, name));
    }

    static FakeSnowflakeException noWarehouse() {
        return new FakeSnowflakeException(
                "000606",
                "57P03",
                "No active warehouse selected in the current session.  Select an active warehouse with the 'use"
                        + " warehouse' command.");
    }

    static FakeSnowflakeException noCredits(String warehouse) {
        return new FakeSnowflakeException(
                "090073",
                "22000",
                "Warehouse '%s' cannot be resumed because resource monitor 'SPENDING' has exceeded its quota."
                        .formatted(warehouse));
    }

    static FakeSnowflakeException noLog(String folder) {
        return new FakeSnowflakeException(
                "091365",
                "22000",
                "A test file creation or Delta log lookup failed: no _delta_log found at '%s'.".formatted(folder));
    }

    String code() {
        return code;
    }

    String sqlState() {
        return sqlState;
    }
}
