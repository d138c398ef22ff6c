package lakeward.cloud.databricks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Filters and masks in Databricks' SQL: functions that ask in which groups somebody is. Who is in none of them sees no row, and
 * null.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-row-filter">ROW FILTER</a>
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-column-mask">MASK</a>
 */
final class GuardSql {
    /**
     * Stands before a column's name where that is a function's parameter. A name means a column of the nearest FROM before it
     * means a parameter, and people have attributes that are called as columns are; none begins like this.
     */
    private static final String PARAMETER = "_";

    private GuardSql() {}

    /**
     * What a function takes, gives and computes.
     *
     * @param parameters each a name and a type
     */
    record Rule(List<String> parameters, String returns, String body) {
        Rule {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * Returns the filter of a part's table.
     *
     * @param all those who see every row, beside the groups that do
     */
    static Rule filter(Values part, Collection<String> all) {
        Stream<String> groups = part.list("sees").stream().map(reader -> sees(reader, part));
        return new Rule(
                parameters(part),
                "boolean",
                Stream.concat(Stream.of(isOneOf(all)), groups).collect(Collectors.joining(" OR ")));
    }

    private static String sees(Values reader, Values part) {
        Optional<String> condition = reader.optional("condition");
        String isMember = isMember(reader.text("group"));
        return condition.isEmpty()
                ? isMember
                : "(%s AND %s)"
                        .formatted(
                                isMember,
                                part.optional("people")
                                        .map(people -> ofPerson(part, people, condition.get()))
                                        .orElseGet(() -> ofRow(condition.get())));
    }

    private static String ofPerson(Values part, String people, String condition) {
        return "EXISTS (SELECT 1 FROM %s AS `user` WHERE `user`.%s = session_user() AND %s)"
                .formatted(
                        Sql.name(Names.kept(part.text("catalog")), Names.kept(part.text("schema")), Names.kept(people)),
                        Sql.name(People.PERSON),
                        ofRow(condition));
    }

    /** In a condition each name is quoted, a person's attributes with {@code user}. */
    private static String ofRow(String condition) {
        return "(%s)"
                .formatted(Sql.of(
                        condition, (of, name) -> of.isEmpty() ? Sql.name(PARAMETER + name) : Sql.name(of, name)));
    }

    /** Returns the mask of a part's column. */
    static Rule mask(Values part, Collection<String> all) {
        String value = Sql.name(PARAMETER + part.list("arguments").get(0).text("name"));
        Stream<String> groups = part.texts("clear").stream().map(GuardSql::isMember);
        return new Rule(
                parameters(part),
                part.list("arguments").get(0).text("type"),
                "CASE WHEN %s THEN %s END"
                        .formatted(
                                Stream.concat(Stream.of(isOneOf(all)), groups).collect(Collectors.joining(" OR ")),
                                value));
    }

    private static List<String> parameters(Values part) {
        return part.list("arguments").stream()
                .map(argument -> "%s%s %s".formatted(PARAMETER, argument.text("name"), argument.text("type")))
                .toList();
    }

    private static String isOneOf(Collection<String> people) {
        return people.stream().map(Sql::text).collect(Collectors.joining(", ", "session_user() IN (", ")"));
    }

    private static String isMember(String group) {
        return "is_account_group_member(%s)".formatted(Sql.text(group));
    }

    static String create(Values part, Rule rule, String comment) {
        return "CREATE FUNCTION IF NOT EXISTS " + function(part, rule, comment);
    }

    static String replace(Values part, Rule rule, String comment) {
        return "CREATE OR REPLACE FUNCTION " + function(part, rule, comment);
    }

    private static String function(Values part, Rule rule, String comment) {
        List<String> parameters = new ArrayList<>();
        for (Values argument : part.list("arguments")) {
            parameters.add(Sql.name(PARAMETER + argument.text("name")) + " " + argument.text("type"));
        }
        return "%s(%s)\nRETURNS %s\nCOMMENT %s\nRETURN %s"
                .formatted(
                        ModelSql.name(part),
                        String.join(", ", parameters),
                        rule.returns(),
                        Sql.text(comment),
                        rule.body());
    }

    /** Returns what filters a table's rows by a function, in the place of one that may do so now. */
    static String filter(String table, String function, List<String> columns) {
        return "ALTER TABLE %s SET ROW FILTER %s ON (%s)".formatted(full(table), full(function), Sql.names(columns));
    }

    static String noFilter(String table) {
        return "ALTER TABLE %s DROP ROW FILTER".formatted(full(table));
    }

    /** Returns what masks a column's values by a function, in the place of one that may do so now. */
    static String mask(String table, String column, String function, List<String> using) {
        return "ALTER TABLE %s ALTER COLUMN %s SET MASK %s%s"
                .formatted(
                        full(table),
                        Sql.name(column),
                        full(function),
                        using.isEmpty() ? "" : " USING COLUMNS (%s)".formatted(Sql.names(using)));
    }

    static String noMask(String table, String column) {
        return "ALTER TABLE %s ALTER COLUMN %s DROP MASK".formatted(full(table), Sql.name(column));
    }

    /** No part of a full name has a period in it. */
    private static String full(String name) {
        return Sql.name(name.split("\\.", -1));
    }
}
