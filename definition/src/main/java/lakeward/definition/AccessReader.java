package lakeward.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lakeward.core.platform.Access;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.Guardrails.Denial;
import lakeward.core.platform.Role;
import lakeward.core.platform.Role.RowFilter;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.sql.ModelSql;
import lakeward.definition.sql.SqlText;
import lakeward.definition.sql.Tables;
import lakeward.definition.yaml.Section.Named;
import lakeward.definition.yaml.Written;

/** Checks who may read what, within the guardrails. */
final class AccessReader {
    /** What every provider tells of a person. */
    private static final List<String> ATTRIBUTES = List.of("name", "email");

    private final LakeNames names;
    private final ModelSql sql;
    private final Problems problems;

    AccessReader(LakeNames names, ModelSql sql, Problems problems) {
        this.names = names;
        this.sql = sql;
        this.problems = problems;
    }

    Access read(AccessSettings settings, Optional<Guardrails> guardrails) {
        List<String> attributes = new ArrayList<>(ATTRIBUTES);
        settings.signIn().ifPresent(how -> attributes.addAll(how.attributes()));
        List<Role> roles = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (AccessSettings.Role written : settings.roles()) {
            Place first =
                    seen.putIfAbsent(written.name().value(), written.name().place());
            int before = problems.size();
            Role role = role(written, attributes);
            if (problems.size() == before && first == null) {
                guardrails.ifPresent(bounds -> bound(written, role, bounds));
                roles.add(role);
            }
        }
        Set<String> known = seen.keySet();
        settings.groups().forEach(group -> checkGroup(group, known));
        Set<String> sound = new TreeSet<>();
        roles.forEach(role -> sound.add(role.name()));
        List<Access.Group> groups = settings.groups().stream()
                .map(group -> new Access.Group(
                        group.name().value(),
                        group.roles().stream()
                                .map(Written::value)
                                .filter(sound::contains)
                                .toList(),
                        group.people().stream().map(Written::value).toList()))
                .toList();
        return new Access(settings.signIn(), groups, roles);
    }

    private void checkGroup(AccessSettings.Group group, Set<String> roles) {
        if (group.roles().isEmpty()) {
            problems.add(
                    group.name().place(),
                    "Cannot use group '%s': it has no roles. Add roles: with one of %s."
                            .formatted(group.name().value(), new TreeSet<>(roles)));
        }
        group.roles().stream()
                .filter(role -> !roles.contains(role.value()))
                .forEach(role -> problems.add(
                        role.place(),
                        "Cannot give group '%s' role '%s': there is no such role.%s"
                                .formatted(
                                        group.name().value(),
                                        role.value(),
                                        Spelling.nearest(role.value(), roles)
                                                .map(" Did you mean '%s'?"::formatted)
                                                .orElse(" Add it to access.roles."))));
    }

    private Role role(AccessSettings.Role written, List<String> attributes) {
        String name = written.name().value();
        Set<TableId> reads = new TreeSet<>();
        int before = problems.size();
        for (Written<String> pattern : written.read()) {
            reads.addAll(tables(name, pattern));
        }
        boolean sure = problems.size() == before && !written.read().isEmpty();
        if (written.read().isEmpty()) {
            problems.add(
                    written.name().place(),
                    "Cannot use role '%s': it may read nothing. Add read: with tables, for example [curated.*]."
                            .formatted(name));
        }
        List<ColumnId> masks = new ArrayList<>();
        for (Written<String> column : written.mask()) {
            names.column("mask", column)
                    .filter(found -> reads(name, "mask", column, found.table(), reads, sure))
                    .ifPresent(masks::add);
        }
        Map<TableId, RowFilter> rows = new TreeMap<>();
        for (Named filter : written.rows()) {
            names.table("filter rows of", filter.name(), filter.name().value())
                    .filter(found -> reads(name, "filter rows of", filter.name(), found.id(), reads, sure))
                    .ifPresent(found ->
                            filter(filter, found, attributes).ifPresent(condition -> rows.put(found.id(), condition)));
        }
        return new Role(name, List.copyOf(reads), masks, rows);
    }

    /** Whether the role reads the table that it is to see a part of; after a problem with what it reads nobody can tell. */
    private boolean reads(
            String role, String what, Written<String> written, TableId table, Set<TableId> reads, boolean sure) {
        if (reads.contains(table)) {
            return true;
        }
        if (sure) {
            problems.add(
                    written.place(),
                    "Cannot %s '%s' for role '%s': it does not read %s. Add that to read, or take this out."
                            .formatted(what, written.value(), role, table));
        }
        return false;
    }

    private Optional<RowFilter> filter(Named filter, Tables.Found table, List<String> attributes) {
        if (table.schema().isEmpty()) {
            return Optional.empty();
        }
        SqlText text = SqlText.at(filter.first(), filter.text().value());
        return sql.filter(text, table.id().toString(), table.schema().get(), attributes)
                .map(checked -> new RowFilter(checked.sql(), checked.attributes()));
    }

    private List<TableId> tables(String role, Written<String> pattern) {
        String text = pattern.value();
        if (text.equals("*") || text.equals("*.*")) {
            problems.add(
                    pattern.place(),
                    "Cannot let role '%s' read '%s': that is every table there is and will be, also raw ones. Name zones or tables, for example curated.*."
                            .formatted(role, text));
            return List.of();
        }
        if (!text.endsWith(".*")) {
            if (text.contains("*")) {
                problems.add(
                        pattern.place(),
                        "Cannot let role '%s' read '%s': * stands for all tables of a zone and for no part of a name. Write curated.*, or the table's name."
                                .formatted(role, text));
                return List.of();
            }
            return names.table("let role '%s' read".formatted(role), pattern, text).map(Tables.Found::id).stream()
                    .toList();
        }
        String name = text.substring(0, text.length() - 2);
        Optional<Zone> zone = LakeNames.zone(name).filter(found -> found != Zone.QUARANTINE);
        if (zone.isEmpty()) {
            problems.add(
                    pattern.place(),
                    "Cannot let role '%s' read '%s': there is no zone '%s' that is read, only %s.%s"
                            .formatted(
                                    role,
                                    text,
                                    name,
                                    String.join(", ", LakeNames.zones()),
                                    Spelling.didYouMean(name, LakeNames.zones())));
            return List.of();
        }
        return names.in(zone.get());
    }

    private void bound(AccessSettings.Role written, Role role, Guardrails bounds) {
        boolean raw = role.reads().stream().anyMatch(table -> table.zone() == Zone.RAW);
        if (raw && bounds.deny().contains(Denial.READ_RAW)) {
            problems.add(
                    written.read().get(0).place(),
                    "Cannot let role '%s' read zone raw: guardrails deny read-raw. Let it read processed.*, or take read-raw out of guardrails.deny."
                            .formatted(role.name()));
        }
        Set<ColumnId> masks = new HashSet<>(role.masks());
        for (ColumnId column : bounds.masked()) {
            if (role.reads().contains(column.table()) && !masks.contains(column)) {
                problems.add(
                        written.name().place(),
                        "Cannot let role '%s' read %s in the clear: guardrails mask it. Add it to the role's mask."
                                .formatted(role.name(), column));
            }
        }
    }
}
