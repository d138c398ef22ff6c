package lakeward.definition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.sql.Tables;
import lakeward.definition.yaml.Written;

/** Finds what access, guardrails and alarms name: tables, columns, models, databases. */
final class LakeNames {
    private final Tables tables;
    private final Map<String, TableId> ids = new LinkedHashMap<>();
    private final List<String> databases;
    private final List<String> servers;
    private final List<String> models;
    private final Problems problems;

    LakeNames(
            Tables tables, List<Database> databases, List<MysqlServer> servers, List<Model> models, Problems problems) {
        this.tables = tables;
        this.problems = problems;
        this.databases = databases.stream().map(Database::name).toList();
        this.servers = servers.stream().map(MysqlServer::name).toList();
        this.models = models.stream().map(Model::name).toList();
        for (Database database : databases) {
            for (CapturedTable table : database.tables()) {
                add(table.raw());
                add(table.processed());
            }
        }
        models.forEach(model -> add(model.table()));
    }

    private void add(TableId id) {
        ids.put(id.toString(), id);
    }

    List<String> databases() {
        return databases;
    }

    /** Returns the servers of MySQL, of which nothing is captured. */
    List<String> servers() {
        return servers;
    }

    List<String> models() {
        return models;
    }

    /** Whether there is such a model, also one with which something is wrong. */
    boolean hasModel(String name) {
        return tables.find(List.of(Zone.CURATED.label(), name)).isPresent();
    }

    /** Returns every table of a zone. */
    List<TableId> in(Zone zone) {
        return ids.values().stream().filter(id -> id.zone() == zone).toList();
    }

    /** Finds a table by its name, with its zone or without; one that is not there is reported. */
    Optional<Tables.Found> table(String what, Written<String> written, String name) {
        Optional<Tables.Found> found = tables.find(Arrays.asList(name.split("\\.", 2)));
        if (found.isEmpty()) {
            problems.add(
                    written.place(),
                    "Cannot %s '%s': there is no such table.%s".formatted(what, written.value(), meant(name)));
        }
        return found;
    }

    private String meant(String name) {
        List<String> known = new ArrayList<>(tables.names());
        ids.values().stream()
                .filter(id -> id.zone() != Zone.RAW)
                .map(TableId::name)
                .forEach(known::add);
        return Spelling.nearest(name, known)
                .map(" Did you mean '%s'?"::formatted)
                .orElse(" `lakeward plan` lists those that are.");
    }

    /** Finds a column by its table's name and its own; one that is not there is reported. */
    Optional<ColumnId> column(String what, Written<String> written) {
        int dot = written.value().lastIndexOf('.');
        String column = written.value().substring(dot + 1);
        return table(what, written, written.value().substring(0, dot)).flatMap(found -> {
            if (found.schema().isEmpty()) {
                return Optional.empty();
            }
            List<String> names = found.schema().get().names();
            Optional<String> named =
                    names.stream().filter(name -> name.equalsIgnoreCase(column)).findFirst();
            if (named.isEmpty()) {
                problems.add(
                        written.place(),
                        "Cannot %s '%s': %s has no column '%s', only %s.%s"
                                .formatted(
                                        what,
                                        written.value(),
                                        found.id(),
                                        column,
                                        String.join(", ", names),
                                        Spelling.didYouMean(column, names)));
            }
            return named.map(name -> new ColumnId(found.id(), name));
        });
    }

    /** Returns the zones' names that a role may read, for people. */
    static List<String> zones() {
        List<String> zones = new ArrayList<>();
        for (Zone zone : Zone.values()) {
            if (zone != Zone.QUARANTINE) {
                zones.add(zone.label());
            }
        }
        return zones;
    }

    static Optional<Zone> zone(String name) {
        return Arrays.stream(Zone.values())
                .filter(zone -> zone.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
