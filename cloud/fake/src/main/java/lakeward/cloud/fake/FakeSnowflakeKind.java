package lakeward.cloud.fake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Kinds of objects, with what Snowflake's reference says of their statements. */
@SuppressWarnings("ImmutableEnumChecker") // Its lists are.
enum FakeSnowflakeKind {
    WAREHOUSE(
            "WAREHOUSES",
            1,
            "name state type size auto_suspend auto_resume created_on owner comment",
            Property.word("WAREHOUSE_SIZE", "XSMALL SMALL MEDIUM LARGE XLARGE"),
            Property.word("WAREHOUSE_TYPE", "STANDARD SNOWPARK-OPTIMIZED"),
            Property.number("AUTO_SUSPEND"),
            Property.truth("AUTO_RESUME"),
            Property.truth("INITIALLY_SUSPENDED").atCreation()),
    EXTERNAL_VOLUME(
            "EXTERNAL VOLUMES",
            1,
            "name allow_writes comment",
            Property.groups("STORAGE_LOCATIONS").required().atCreation(),
            Property.truth("ALLOW_WRITES")),
    STORAGE_INTEGRATION(
            "STORAGE INTEGRATIONS",
            1,
            "name type category enabled comment created_on",
            Property.word("TYPE", "EXTERNAL_STAGE").required().atCreation(),
            Property.word("STORAGE_PROVIDER", "S3").required().atCreation(),
            Property.text("STORAGE_AWS_ROLE_ARN").required(),
            Property.truth("ENABLED").required(),
            Property.texts("STORAGE_ALLOWED_LOCATIONS").required(),
            Property.texts("STORAGE_BLOCKED_LOCATIONS")),
    CATALOG_INTEGRATION(
            "CATALOG INTEGRATIONS",
            1,
            "name type category enabled comment created_on",
            Property.word("CATALOG_SOURCE", "OBJECT_STORE GLUE").required().atCreation(),
            Property.word("TABLE_FORMAT", "DELTA ICEBERG").required().atCreation(),
            Property.truth("ENABLED").required(),
            Property.number("REFRESH_INTERVAL_SECONDS")),
    NETWORK_POLICY(
            "NETWORK POLICIES",
            1,
            "created_on name comment entries_in_allowed_ip_list entries_in_blocked_ip_list"
                    + " entries_in_allowed_network_rules",
            Property.names("ALLOWED_NETWORK_RULE_LIST"),
            Property.texts("ALLOWED_IP_LIST"),
            Property.texts("BLOCKED_IP_LIST")),
    DATABASE(
            "DATABASES",
            1,
            "created_on name origin owner comment options retention_time kind",
            Property.number("DATA_RETENTION_TIME_IN_DAYS")),
    ROLE("ROLES", 1, "created_on name owner comment"),
    USER(
            "USERS",
            1,
            "name created_on type disabled owner comment",
            Property.word("TYPE", "PERSON SERVICE LEGACY_SERVICE"),
            Property.name("NETWORK_POLICY"),
            Property.truth("DISABLED")),
    SCHEMA(
            "SCHEMAS",
            2,
            "created_on name database_name owner comment options retention_time",
            Property.number("DATA_RETENTION_TIME_IN_DAYS")),
    ICEBERG_TABLE(
            "ICEBERG TABLES",
            3,
            "created_on name database_name schema_name owner external_volume_name catalog_name iceberg_table_type"
                    + " base_location can_write_metadata comment auto_refresh_status",
            Property.text("EXTERNAL_VOLUME").required().atCreation(),
            Property.text("CATALOG").required().atCreation(),
            Property.text("BASE_LOCATION").required().atCreation(),
            Property.truth("REPLACE_INVALID_CHARACTERS"),
            Property.truth("AUTO_REFRESH")),
    TABLE("TABLES", 3, "created_on name database_name schema_name kind comment owner is_iceberg"),
    NETWORK_RULE(
            "NETWORK RULES",
            3,
            "created_on name database_name schema_name owner comment type mode entries_in_valuelist",
            Property.word("TYPE", "IPV4").required().atCreation(),
            Property.word("MODE", "INGRESS").required().atCreation(),
            Property.texts("VALUE_LIST").required()),
    AUTHENTICATION_POLICY(
            "AUTHENTICATION POLICIES",
            3,
            "created_on name comment database_name schema_name kind owner",
            Property.texts("AUTHENTICATION_METHODS"),
            Property.word("MFA_ENROLLMENT", "REQUIRED REQUIRED_PASSWORD_ONLY OPTIONAL"),
            Property.texts("CLIENT_TYPES"),
            Property.texts("SECURITY_INTEGRATIONS")),
    MASKING_POLICY("MASKING POLICIES", 3, "created_on name database_name schema_name kind owner comment options"),
    ROW_ACCESS_POLICY("ROW ACCESS POLICIES", 3, "created_on name database_name schema_name kind owner comment options");

    /** What a property's value looks like. */
    enum Form {
        TEXT,
        TEXTS,
        WORD,
        NUMBER,
        TRUTH,
        NAME,
        NAMES,
        GROUPS
    }

    /**
     * A property of objects.
     *
     * @param words those allowed, for {@link Form#WORD}
     * @param later whether ALTER may set it
     */
    record Property(String name, Form form, List<String> words, boolean isRequired, boolean later) {
        private static Property of(String name, Form form) {
            return new Property(name, form, List.of(), false, true);
        }

        static Property text(String name) {
            return of(name, Form.TEXT);
        }

        static Property texts(String name) {
            return of(name, Form.TEXTS);
        }

        static Property number(String name) {
            return of(name, Form.NUMBER);
        }

        static Property truth(String name) {
            return of(name, Form.TRUTH);
        }

        static Property name(String name) {
            return of(name, Form.NAME);
        }

        static Property names(String name) {
            return of(name, Form.NAMES);
        }

        static Property groups(String name) {
            return of(name, Form.GROUPS);
        }

        static Property word(String name, String words) {
            return new Property(name, Form.WORD, List.of(words.split(" ")), false, true);
        }

        Property required() {
            return new Property(name, form, words, true, later);
        }

        Property atCreation() {
            return new Property(name, form, words, isRequired, false);
        }
    }

    private static final Property COMMENT = Property.text("COMMENT");

    private final String plural;
    private final int depth;
    private final List<String> shown;
    private final List<Property> properties;

    FakeSnowflakeKind(String plural, int depth, String shown, Property... properties) {
        this.plural = plural;
        this.depth = depth;
        this.shown = List.of(shown.split(" "));
        this.properties = List.of(properties);
    }

    /** Returns the words for it in a statement. */
    String words() {
        return name().replace('_', ' ');
    }

    /** Returns what its privilege calls it. */
    String created() {
        return this == STORAGE_INTEGRATION || this == CATALOG_INTEGRATION ? "INTEGRATION" : words();
    }

    /** Whether CREATE takes IF NOT EXISTS. */
    boolean isCreatedLeniently() {
        return this != NETWORK_RULE;
    }

    String plural() {
        return plural;
    }

    /** Returns how many parts its names have. */
    int depth() {
        return depth;
    }

    /** Returns the columns of SHOW. */
    List<String> shown() {
        return shown;
    }

    List<Property> properties() {
        return properties;
    }

    Optional<Property> property(String name) {
        if (name.equals(COMMENT.name())) {
            return Optional.of(COMMENT);
        }
        return properties.stream()
                .filter(property -> property.name().equals(name))
                .findFirst();
    }

    /** Whether both name objects of one space, in which a name is given once. */
    boolean sharesNamesWith(FakeSnowflakeKind other) {
        return space().equals(other.space());
    }

    private String space() {
        return switch (this) {
            case STORAGE_INTEGRATION, CATALOG_INTEGRATION -> "integration";
            case TABLE, ICEBERG_TABLE -> "table";
            default -> name();
        };
    }

    /** Takes the words of a kind. */
    static FakeSnowflakeKind take(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        for (FakeSnowflakeKind kind : values()) {
            if (tokens.accepts(kind.words())) {
                return kind;
            }
        }
        throw tokens.unexpected();
    }

    static FakeSnowflakeKind takePlural(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        for (FakeSnowflakeKind kind : values()) {
            if (tokens.accepts(kind.plural)) {
                return kind;
            }
        }
        throw tokens.unexpected();
    }

    @Override
    public String toString() {
        return Arrays.stream(words().split(" "))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }
}
