package lakeward.capture;

import java.util.Collection;
import java.util.stream.Collectors;
import lakeward.core.platform.SourceTable;

/** Pieces of PostgreSQL's SQL. */
final class Sql {
    private Sql() {}

    /** Returns a name in quotes. */
    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns a table's name with its schema, both in quotes. */
    static String name(SourceTable table) {
        return name(table.schema()) + "." + name(table.name());
    }

    /** Returns tables' names as a list. */
    static String names(Collection<SourceTable> tables) {
        return tables.stream().sorted().map(Sql::name).collect(Collectors.joining(", "));
    }

    /** Returns a text as a literal that means the same under every setting. */
    static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return quoted.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }
}
