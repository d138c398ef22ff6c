package lakeward.definition.sql;

/** Messages that several checks share. */
final class Checks {
    private Checks() {}

    static String noCommon(String where, SqlType left, SqlType right) {
        return "Cannot use %s and %s together in %s: engines convert them differently. Cast one to the other's type."
                .formatted(left, right, where);
    }

    /** Returns a refusal of what the list does not have. */
    static String notListed(String what) {
        return "Cannot use %s: it is not on the list of SQL that means the same on every engine. See docs/sql.md for what is."
                .formatted(what);
    }
}
