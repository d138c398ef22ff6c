package lakeward.cloud.snowflake;

import java.util.List;
import java.util.stream.Collectors;

/** An object's name: of the database, the schema and itself, as far as it has them, in their own spelling. */
record Name(List<String> parts) {
    Name {
        parts = List.copyOf(parts);
    }

    static Name of(String... parts) {
        return new Name(List.of(parts));
    }

    String last() {
        return parts.get(parts.size() - 1);
    }

    /** Returns what it stands in. */
    Name parent() {
        return new Name(parts.subList(0, parts.size() - 1));
    }

    /** Returns it for a statement. */
    String sql() {
        return parts.stream().map(Sql::name).collect(Collectors.joining("."));
    }

    /** Returns it for people. */
    @Override
    public String toString() {
        return String.join(".", parts);
    }
}
