package lakeward.cloud.snowflake;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object as a part wants it.
 *
 * @param comment for people
 * @param first properties that are given when it is made, and stay
 * @param always properties that are given when it is made, and later too
 * @param columns of a table that we fill no further
 * @param rule of a policy on tables
 * @param told what Snowflake must tell of it, see {@link Told}
 */
record Wanted(
        Kind kind,
        Name name,
        String comment,
        List<Property> first,
        List<Property> always,
        List<String> columns,
        Optional<Rule> rule,
        SortedMap<String, String> told) {
    Wanted {
        first = List.copyOf(first);
        always = List.copyOf(always);
        columns = List.copyOf(columns);
        told = Collections.unmodifiableSortedMap(new TreeMap<>(told));
    }

    static Wanted of(Kind kind, Name name, String comment) {
        return new Wanted(
                kind, name, comment, List.of(), List.of(), List.of(), Optional.empty(), Collections.emptySortedMap());
    }

    Wanted first(Property... properties) {
        return new Wanted(kind, name, comment, List.of(properties), always, columns, rule, told);
    }

    Wanted always(Property... properties) {
        return new Wanted(kind, name, comment, first, List.of(properties), columns, rule, told);
    }

    Wanted columns(List<String> all) {
        return new Wanted(kind, name, comment, first, always, all, rule, told);
    }

    Wanted rule(Rule does) {
        return new Wanted(kind, name, comment, first, always, columns, Optional.of(does), told);
    }

    Wanted telling(String what, String value) {
        SortedMap<String, String> more = new TreeMap<>(told);
        more.put(what, value);
        return new Wanted(kind, name, comment, first, always, columns, rule, more);
    }
}
