package lakeward.transform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import lakeward.core.platform.Column;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Expectation.Violation;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Model;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.ModelEngine;
import lakeward.core.port.ModelRun;
import lakeward.core.port.Replacement;
import lakeward.core.port.TableStore;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.Sql;

/** Models on the DuckDB of this process. */
public final class DuckDbModels implements ModelEngine {
    private final TableStore store;
    private final DuckDb duckdb;
    private final AtomicLong runs = new AtomicLong();

    public DuckDbModels(TableStore store, DuckDb duckdb) {
        this.store = store;
        this.duckdb = duckdb;
    }

    @Override
    public ModelRun run(Model model, Map<TableId, Long> inputs, Map<String, Position> positions) {
        String result = Sql.name("model_%s_%d".formatted(model.name(), runs.incrementAndGet()));
        try (Readings readings = Readings.of(store, inputs);
                Connection connection = duckdb.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table %s as %s".formatted(result, select(model, readings)));
            try {
                Map<String, Long> violations = violations(model, result, statement);
                stopIfItMust(model, violations);
                TableVersion version = publish(model, result, positions, violations);
                return new ModelRun(version, count(statement, kept(model, result)), violations);
            } finally {
                statement.execute("drop table if exists " + result);
            }
        } catch (SQLException e) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot run model '%s': %s. Correct %s; the last good version stays."
                            .formatted(model.name(), firstLine(e), model.file()),
                    e);
        }
    }

    private static String select(Model model, Readings readings) {
        List<String> columns = new ArrayList<>();
        for (Column column : model.schema().columns()) {
            columns.add("cast(#%d as %s) as %s"
                    .formatted(columns.size() + 1, column.type().duckdb(), Sql.name(column.name())));
        }
        // Each text on lines of its own: it may end in a comment.
        return "select %s from (\n%s\n)"
                .formatted(String.join(", ", columns), model.query().reading(readings::relation));
    }

    private static Map<String, Long> violations(Model model, String result, Statement statement) throws SQLException {
        Map<String, Long> violations = new LinkedHashMap<>();
        if (model.expectations().isEmpty()) {
            return violations;
        }
        String counts = model.expectations().stream()
                .map(expectation -> "count(*) filter (where not %s)".formatted(holds(expectation)))
                .collect(Collectors.joining(", "));
        try (ResultSet row = statement.executeQuery("select %s from %s".formatted(counts, result))) {
            row.next();
            for (Expectation expectation : model.expectations()) {
                violations.put(expectation.name(), row.getLong(violations.size() + 1));
            }
        }
        return violations;
    }

    private static void stopIfItMust(Model model, Map<String, Long> violations) {
        for (Expectation expectation : model.expectations()) {
            long rows = violations.get(expectation.name());
            if (expectation.onViolation() == Violation.FAIL_UPDATE && rows > 0) {
                throw new PlatformException(
                        Fault.DEFINITION,
                        "Cannot update model '%s': %d rows break expectation '%s' (%s). Correct the rows at their source, "
                                        .formatted(model.name(), rows, expectation.name(), expectation.condition())
                                + "or let the expectation drop or quarantine them; the last good version stays.");
            }
        }
    }

    private TableVersion publish(
            Model model, String result, Map<String, Position> positions, Map<String, Long> violations) {
        quarantine(model, result, positions, violations);
        Map<String, String> metrics = new LinkedHashMap<>();
        violations.forEach((name, rows) -> metrics.put("violations." + name, Long.toString(rows)));
        return store.replace(model.table(), model.schema(), new Replacement(kept(model, result), positions, metrics));
    }

    /** Rows that are put aside get a table of their own; it is emptied when none is left. */
    private void quarantine(Model model, String result, Map<String, Position> positions, Map<String, Long> violations) {
        List<Expectation> watched = model.quarantining();
        TableId table = model.quarantine();
        boolean any = watched.stream().anyMatch(expectation -> violations.get(expectation.name()) > 0);
        if (!any && (watched.isEmpty() || store.latest(table).isEmpty())) {
            return;
        }
        String rows = watched.stream()
                .map(expectation -> "select *, %s as %s from %s where not %s"
                        .formatted(Sql.text(expectation.name()), Sql.name(Model.BROKEN), result, holds(expectation)))
                .collect(Collectors.joining(" union all "));
        store.replace(table, model.quarantineSchema(), new Replacement(rows, positions, Map.of()));
    }

    private static String kept(Model model, String result) {
        String conditions = model.expectations().stream()
                .filter(expectation -> switch (expectation.onViolation()) {
                    case DROP_ROW, QUARANTINE -> true;
                    case KEEP_ROW, FAIL_UPDATE -> false;
                })
                .map(DuckDbModels::holds)
                .collect(Collectors.joining(" and "));
        return conditions.isEmpty()
                ? "select * from " + result
                : "select * from %s where %s".formatted(result, conditions);
    }

    private static String holds(Expectation expectation) {
        return "coalesce((\n%s\n), true)".formatted(expectation.condition());
    }

    private static long count(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from (%s)".formatted(query))) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String firstLine(SQLException e) {
        return e.getMessage().lines().findFirst().orElse("no reason given");
    }
}
