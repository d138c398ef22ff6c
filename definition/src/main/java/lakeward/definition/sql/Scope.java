package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.definition.problem.Spelling;

/** The names that mean something in one SELECT, and around it. Filled while the SELECT is checked. */
final class Scope {
    private static final int SHOWN = 12;

    private final Optional<Scope> outer;
    private final List<Relation> relations = new ArrayList<>();
    private final Map<String, Relation> withs = new LinkedHashMap<>();
    private final Map<String, Expression> merged = new LinkedHashMap<>();
    private final Map<String, Expression> aliases = new LinkedHashMap<>();
    private Optional<Set<String>> groupKeys = Optional.empty();

    Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    /** Returns a scope with the names of WITH of this one, and no columns. */
    Scope namesAlone() {
        Scope names = new Scope(outer.map(Scope::namesAlone));
        names.withs.putAll(withs);
        return names;
    }

    void addWith(Relation relation) {
        withs.put(Relation.key(relation.name()), relation);
    }

    Optional<Relation> with(String name) {
        Optional<Relation> own = Optional.ofNullable(withs.get(Relation.key(name)));
        return own.or(() -> outer.flatMap(scope -> scope.with(name)));
    }

    List<String> withNames() {
        List<String> names =
                new ArrayList<>(withs.values().stream().map(Relation::name).toList());
        outer.ifPresent(scope -> names.addAll(scope.withNames()));
        return names;
    }

    void add(Relation relation, Tree tree) {
        if (relations.stream().anyMatch(other -> other.name().equalsIgnoreCase(relation.name()))) {
            throw new RefusedException(
                    tree,
                    "Cannot name two tables '%s' in one SELECT: columns could be either's. Write: %s as another_name."
                            .formatted(relation.name(), relation.called()));
        }
        relations.add(relation);
    }

    List<Relation> relations() {
        return relations;
    }

    void replace(int index, Relation relation) {
        relations.set(index, relation);
    }

    /** Makes one column of those that USING names. */
    void merge(String name, Expression value) {
        merged.put(Relation.key(name), value);
    }

    Map<String, Expression> merged() {
        return merged;
    }

    void addAlias(String name, Expression value) {
        aliases.put(Relation.key(name), value);
    }

    void groupBy(List<Expression> keys) {
        groupKeys = Optional.of(keys.stream().map(Expression::sql).collect(Collectors.toCollection(HashSet::new)));
    }

    boolean isGrouped() {
        return groupKeys.isPresent();
    }

    /** Returns the expression, taken for granted if the query groups by it. */
    Expression settled(Expression expression) {
        return groupKeys.filter(keys -> keys.contains(expression.sql())).isPresent()
                ? expression.grouped()
                : expression;
    }

    /** Whether there is a column, rather than an alias, of this name here. */
    boolean hasColumn(String name) {
        return merged.containsKey(Relation.key(name))
                || relations.stream().anyMatch(relation -> relation.column(name).isPresent());
    }

    /** Finds a column by its name, or by its table's and its own. */
    Expression column(List<String> path, Tree tree) {
        Optional<Expression> found = find(path, tree);
        if (found.isPresent()) {
            return found.get();
        }
        if (allRelations().stream().anyMatch(relation -> !relation.known())) {
            return Expression.WRONG;
        }
        throw new RefusedException(tree, unknown(path));
    }

    private Optional<Expression> find(List<String> path, Tree tree) {
        String name = path.get(path.size() - 1);
        if (path.size() == 1) {
            Optional<Expression> own = Optional.ofNullable(merged.get(Relation.key(name)))
                    .or(() -> ofRelations(relations, name, tree))
                    .or(() -> Optional.ofNullable(aliases.get(Relation.key(name))));
            return own.or(() -> outer.flatMap(scope -> scope.find(path, tree)));
        }
        String table = String.join(".", path.subList(0, path.size() - 1));
        List<Relation> named = relations.stream()
                .filter(relation -> relation.name().equalsIgnoreCase(table)
                        || (path.size() > 2 && relation.called().equalsIgnoreCase(table)))
                .toList();
        return named.isEmpty() ? outer.flatMap(scope -> scope.find(path, tree)) : ofRelations(named, name, tree);
    }

    private Optional<Expression> ofRelations(List<Relation> among, String name, Tree tree) {
        List<Relation> having = among.stream()
                .filter(relation -> relation.column(name).isPresent())
                .toList();
        if (having.size() > 1) {
            throw new RefusedException(
                    tree,
                    "Cannot tell which '%s' is meant: %s have one each. Write %s.%s."
                            .formatted(
                                    name,
                                    having.stream().map(Relation::name).collect(Collectors.joining(" and ")),
                                    having.get(0).name(),
                                    name));
        }
        return having.stream().findFirst().map(relation -> {
            Relation.Output column = relation.column(name).orElseThrow();
            return Expression.column(
                    sql(relation, column),
                    column.type(),
                    column.nullable(),
                    new Expression.ColumnUse(String.join(".", tree.texts("column_names")), tree, this));
        });
    }

    static String sql(Relation relation, Relation.Output column) {
        String own = Relation.quoted(column.name());
        return relation.name().isEmpty() ? own : Relation.quoted(relation.name()) + "." + own;
    }

    private List<Relation> allRelations() {
        List<Relation> all = new ArrayList<>(relations);
        outer.ifPresent(scope -> all.addAll(scope.allRelations()));
        return all;
    }

    private String unknown(List<String> path) {
        String name = path.get(path.size() - 1);
        List<Relation> all = allRelations();
        if (path.size() > 1) {
            String table = String.join(".", path.subList(0, path.size() - 1));
            Optional<Relation> named = all.stream()
                    .filter(relation -> relation.name().equalsIgnoreCase(table))
                    .findFirst();
            if (named.isEmpty()) {
                List<String> names = all.stream().map(Relation::name).toList();
                return "Cannot read column '%s': no table here is called '%s', only %s.%s"
                        .formatted(String.join(".", path), table, list(names), meant(table, names));
            }
            all = List.of(named.get());
        }
        if (all.isEmpty()) {
            return "Cannot read column '%s': there is no FROM. Add one.".formatted(name);
        }
        if (all.size() == 1) {
            Relation only = all.get(0);
            return "Cannot read column '%s' of %s: it has %s.%s"
                    .formatted(name, only.called(), list(only.names()), meant(name, only.names()));
        }
        List<String> names = all.stream()
                .flatMap(relation -> relation.names().stream())
                .distinct()
                .toList();
        return "Cannot read column '%s': none of %s has it.%s"
                .formatted(name, list(all.stream().map(Relation::called).toList()), meant(name, names));
    }

    private static String meant(String name, List<String> known) {
        return Spelling.nearest(name, known)
                .map(" Did you mean '%s'?"::formatted)
                .orElse(" Use one of them.");
    }

    static String list(List<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? shown : "%s and %d more".formatted(shown, names.size() - SHOWN);
    }
}
