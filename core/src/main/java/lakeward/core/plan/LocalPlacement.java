package lakeward.core.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Traffic;

/** Everything on this machine. */
final class LocalPlacement implements Placement {
    private static final String VENDOR = "local";

    @Override
    public Step database(Database database) {
        Map<String, String> content = new TreeMap<>();
        database.url().ifPresent(url -> content.put("url", url));
        database.migrations().ifPresent(folder -> content.put("migrations", folder));
        boolean own = database.url().isPresent();
        return step(
                Ids.of(database),
                "database",
                own ? "your PostgreSQL, as it stands" : "PostgreSQL, run by Lakeward",
                content,
                List.of(),
                Fidelity.EXACT,
                own
                        ? "It is your own server; a slot and a publication are all that is made there."
                        : "It is a real PostgreSQL server, with its data in the state directory.");
    }

    @Override
    public Step traffic(Database database, Traffic traffic) {
        Map<String, String> content = Map.of(
                "call", traffic.call(),
                "per-second", Double.toString(traffic.perSecond()),
                "seed", Long.toString(traffic.seed()));
        return step(
                Ids.traffic(database),
                "traffic",
                "made-up load",
                content,
                List.of(Ids.of(database)),
                Fidelity.SIMULATED,
                "It stands for the users of the database; its seed repeats a run.");
    }

    @Override
    public Step capture(CapturedTable table) {
        return step(
                Ids.capture(table),
                "capture",
                "changes of %s from PostgreSQL's log".formatted(table),
                Map.of("key", String.join(", ", table.schema().key())),
                List.of(Ids.ofDatabase(table)),
                Fidelity.EXACT,
                "Every committed change is read from the log, with every value as PostgreSQL sends it.");
    }

    @Override
    public Step raw(CapturedTable table) {
        return table(table, table.raw(), "every change of %s".formatted(table), Ids.capture(table));
    }

    @Override
    public Step processed(CapturedTable table) {
        return table(table, table.processed(), "%s as it stands".formatted(table), Ids.of(table.raw()));
    }

    private static Step table(CapturedTable table, TableId id, String what, String need) {
        return step(
                Ids.of(id),
                "table",
                what,
                Map.of("columns", Ids.columns(table.schema())),
                List.of(need),
                Fidelity.EXACT,
                "It is a Delta table, on this machine's disk instead of an object store.");
    }

    @Override
    public Step model(Model model) {
        Map<String, String> content = new TreeMap<>();
        content.put("sql", model.query().sql());
        content.put("columns", Ids.columns(model.schema()));
        content.put("max-delay", model.maxDelay().toString());
        content.put(
                "expectations",
                model.expectations().stream()
                        .map(expectation -> "%s: %s, %s"
                                .formatted(expectation.name(), expectation.condition(), expectation.onViolation()))
                        .collect(Collectors.joining("; ")));
        return step(
                Ids.of(model.table()),
                "model",
                "the result of %s".formatted(model.file()),
                content,
                Ids.needs(model),
                Fidelity.EQUIVALENT,
                "DuckDB computes what Spark would: SQL that engines read differently is refused.");
    }

    private static Step step(
            String id,
            String construct,
            String what,
            Map<String, String> content,
            List<String> needs,
            Fidelity fidelity,
            String why) {
        return new Step(id, construct, Action.CREATE, VENDOR, what, content, needs, fidelity, why);
    }
}
