package lakeward.cloud.snowflake;

import java.util.List;
import java.util.Optional;

/** Kinds of Snowflake's objects that parts are made of. */
enum Kind {
    WAREHOUSE("WAREHOUSE", "WAREHOUSES", 1),
    VOLUME("EXTERNAL VOLUME", "EXTERNAL VOLUMES", 1),
    STORAGE("STORAGE INTEGRATION", "STORAGE INTEGRATIONS", 1),
    CATALOG("CATALOG INTEGRATION", "CATALOG INTEGRATIONS", 1),
    NETWORK_POLICY("NETWORK POLICY", "NETWORK POLICIES", 1),
    DATABASE("DATABASE", "DATABASES", 1),
    ROLE("ROLE", "ROLES", 1),
    USER("USER", "USERS", 1),
    SCHEMA("SCHEMA", "SCHEMAS", 2),
    ICEBERG_TABLE("ICEBERG TABLE", "ICEBERG TABLES", 3),
    TABLE("TABLE", "TABLES", 3),
    NETWORK_RULE("NETWORK RULE", "NETWORK RULES", 3),
    AUTHENTICATION_POLICY("AUTHENTICATION POLICY", "AUTHENTICATION POLICIES", 3),
    MASKING_POLICY("MASKING POLICY", "MASKING POLICIES", 3),
    ROW_ACCESS_POLICY("ROW ACCESS POLICY", "ROW ACCESS POLICIES", 3);

    private final String words;
    private final String plural;
    private final int depth;

    Kind(String words, String plural, int depth) {
        this.words = words;
        this.plural = plural;
        this.depth = depth;
    }

    /** Returns its words in a statement. */
    String words() {
        return words;
    }

    /** Returns the privilege that making one needs where it stands. */
    String privilege() {
        return this == STORAGE || this == CATALOG ? "CREATE INTEGRATION" : "CREATE " + words;
    }

    /** Whether Snowflake's reference lets one be made IF NOT EXISTS. */
    boolean isMadeLeniently() {
        return this != NETWORK_RULE;
    }

    /** Returns its words after SHOW. */
    String plural() {
        return plural;
    }

    /** Whether its objects stand in a database. */
    boolean isInDatabase() {
        return depth > 1;
    }

    /** Returns the kind of what its objects stand in; empty for the account. */
    Optional<Kind> parent() {
        return switch (depth) {
            case 1 -> Optional.empty();
            case 2 -> Optional.of(DATABASE);
            default -> Optional.of(SCHEMA);
        };
    }

    /** Returns the name of an object, of the parts that say where one stands and what SHOW says of it. */
    Name named(List<String> database, String schema, String name) {
        return switch (depth) {
            case 1 -> new Name(List.of(name));
            case 2 -> new Name(List.of(database.get(0), name));
            default -> new Name(List.of(database.get(0), schema, name));
        };
    }

    /**
     * Returns of which kind a part of a plan is.
     *
     * @throws IllegalArgumentException if of none
     */
    static Kind of(String part) {
        return switch (part) {
            case "snowflake:warehouse" -> WAREHOUSE;
            case "snowflake:volume" -> VOLUME;
            case "snowflake:integration:storage" -> STORAGE;
            case "snowflake:integration:catalog" -> CATALOG;
            case "snowflake:rule:network" -> NETWORK_RULE;
            case "snowflake:policy:network" -> NETWORK_POLICY;
            case "snowflake:policy:authentication" -> AUTHENTICATION_POLICY;
            case "snowflake:database" -> DATABASE;
            case "snowflake:user" -> USER;
            case "snowflake:people" -> TABLE;
            default -> {
                for (Prefix prefix : Prefix.values()) {
                    if (part.startsWith(prefix.text)) {
                        yield prefix.kind;
                    }
                }
                throw new IllegalArgumentException(
                        "Cannot make %s in Snowflake: no object is made of such a part. Use a plan of this version."
                                .formatted(part));
            }
        };
    }

    private enum Prefix {
        SCHEMA("snowflake:schema:", Kind.SCHEMA),
        TABLE("snowflake:table:", ICEBERG_TABLE),
        ROLE("snowflake:role:", Kind.ROLE),
        MASK("snowflake:mask:", MASKING_POLICY),
        ROWS("snowflake:rows:", ROW_ACCESS_POLICY);

        private final String text;
        private final Kind kind;

        Prefix(String text, Kind kind) {
            this.text = text;
            this.kind = kind;
        }
    }
}
