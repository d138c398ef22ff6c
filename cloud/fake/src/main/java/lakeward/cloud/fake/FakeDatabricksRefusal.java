package lakeward.cloud.fake;

import java.util.Locale;

/** What the stand-in answers instead, with the code and the words that Databricks uses. */
final class FakeDatabricksRefusal extends RuntimeException {
    private final int status;
    private final String code;

    private FakeDatabricksRefusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static FakeDatabricksRefusal invalid(String message) {
        return new FakeDatabricksRefusal(400, "INVALID_PARAMETER_VALUE", message);
    }

    static FakeDatabricksRefusal state(String message) {
        return new FakeDatabricksRefusal(400, "INVALID_STATE", message);
    }

    static FakeDatabricksRefusal taken(String kind, String name) {
        return new FakeDatabricksRefusal(
                400, code(kind) + "_ALREADY_EXISTS", "%s '%s' already exists".formatted(kind, name));
    }

    static FakeDatabricksRefusal absent(String kind, String name) {
        return new FakeDatabricksRefusal(
                404, code(kind) + "_DOES_NOT_EXIST", "%s '%s' does not exist.".formatted(kind, name));
    }

    static FakeDatabricksRefusal denied(String message) {
        return new FakeDatabricksRefusal(403, "PERMISSION_DENIED", message);
    }

    static FakeDatabricksRefusal unauthenticated() {
        return new FakeDatabricksRefusal(
                401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
    }

    static FakeDatabricksRefusal withoutMetastore() {
        return new FakeDatabricksRefusal(
                404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    }

    private static String code(String kind) {
        return kind.toUpperCase(Locale.ROOT).replace(' ', '_');
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
