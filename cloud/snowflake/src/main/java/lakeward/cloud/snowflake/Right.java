package lakeward.cloud.snowflake;

/**
 * A right on an object.
 *
 * @param privilege for example {@code USAGE}
 * @param on the kind's words
 * @param name as Snowflake tells it, with quotes where it needs them
 */
record Right(String privilege, String on, String name) {
    static Right of(String privilege, Kind kind, Name name) {
        return new Right(privilege, kind.words(), name.sql());
    }

    String sql() {
        return "%s ON %s %s".formatted(privilege, on, name);
    }

    /** Returns a text by which rights are compared, however their names are quoted and their kinds are spelled. */
    String told() {
        // SHOW GRANTS writes an Iceberg table's kind in two ways.
        return "%s %s".formatted(privilege, Told.names(name));
    }
}
