package lakeward.core.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.Access;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Role;
import lakeward.core.platform.Role.RowFilter;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;

/**
 * What roles see of one table. Vendors have one policy on a table's rows and one on a column's values, whoever reads; so what
 * each role sees is the table's and not the role's.
 *
 * @param readers all who read the table, also those who see all of it
 */
record Guard(TableId table, TableSchema schema, List<Reader> readers) {
    /** A quoted name in a checked condition, or a text, in which no name is looked for. */
    private static final Pattern NAMES = Pattern.compile("'(?:[^']|'')*'|(\"user\"\\.)?\"((?:[^\"]|\"\")+)\"");

    /**
     * A role that reads the table.
     *
     * @param filter the rows that it sees; empty if it sees all
     * @param masks columns whose values it does not see
     */
    record Reader(Role role, Optional<RowFilter> filter, Set<String> masks) {}

    /** Returns one for each table, in their order. */
    static List<Guard> of(Map<TableId, TableSchema> tables, Access access) {
        Map<TableId, List<Reader>> readers = new HashMap<>();
        for (Role role : access.roles()) {
            Map<TableId, Set<String>> masks = new HashMap<>();
            for (ColumnId masked : role.masks()) {
                masks.computeIfAbsent(masked.table(), none -> new TreeSet<>()).add(masked.column());
            }
            for (TableId table : role.reads()) {
                readers.computeIfAbsent(table, none -> new ArrayList<>())
                        .add(new Reader(
                                role,
                                Optional.ofNullable(role.rows().get(table)),
                                masks.getOrDefault(table, Set.of())));
            }
        }
        return tables.entrySet().stream()
                .map(table ->
                        new Guard(table.getKey(), table.getValue(), readers.getOrDefault(table.getKey(), List.of())))
                .toList();
    }

    boolean boundsRows() {
        return !filters().isEmpty();
    }

    /** Whether a filter asks who somebody is. */
    boolean asksForPeople() {
        return !attributes().isEmpty();
    }

    /** Returns what filters ask of people, in order. */
    Set<String> attributes() {
        Set<String> attributes = new TreeSet<>();
        filters().forEach(filter -> attributes.addAll(filter.attributes()));
        return attributes;
    }

    private List<RowFilter> filters() {
        return readers.stream().flatMap(reader -> reader.filter().stream()).toList();
    }

    /** Returns the table's columns that filters ask for, and one at least: a policy takes no fewer. */
    List<Column> asked() {
        Set<String> names = new TreeSet<>();
        for (RowFilter filter : filters()) {
            Matcher found = NAMES.matcher(filter.condition());
            while (found.find()) {
                if (found.group(1) == null && found.group(2) != null) {
                    names.add(found.group(2).replace("\"\"", "\""));
                }
            }
        }
        List<Column> asked = schema.columns().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
        return asked.isEmpty() ? schema.columns().subList(0, 1) : asked;
    }

    /** Returns the columns of which some role does not see the values. */
    List<Column> masked() {
        Set<String> masked = new TreeSet<>();
        readers.forEach(reader -> masked.addAll(reader.masks()));
        return masked.isEmpty()
                ? List.of()
                : schema.columns().stream()
                        .filter(column -> masked.contains(column.name()))
                        .toList();
    }

    /** Returns the roles that see a column's values. */
    List<Role> clear(Column column) {
        return readers.stream()
                .filter(reader -> !reader.masks().contains(column.name()))
                .map(Reader::role)
                .toList();
    }
}
