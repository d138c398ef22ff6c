package lakeward.contract;

import static lakeward.contract.Models.column;
import static lakeward.contract.Models.model;
import static lakeward.contract.Models.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Expectation.Violation;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Model;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.ModelEngine;
import lakeward.core.port.ModelRun;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.TableStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ModelEngine} does. */
public abstract class ModelEngineContract {
    private static final String SOURCE = "lakeward:7:app:lakeward";
    private static final TableSchema ORDERS = schema(column("id", Type.LONG), column("amount", Type.INTEGER));
    private static final String THREE_ORDERS = "values (1, 10), (2, -5), (3, null)";
    private static final String SELECT = "select id, amount from processed.orders";

    /** Returns the engine under test. */
    protected abstract ModelEngine models();

    /** Returns where its tables are. */
    protected abstract TableStore store();

    /** Returns what reads them. */
    protected abstract QueryEngine queries();

    @BeforeEach
    void takeOrders() {
        put("processed.orders", ORDERS, THREE_ORDERS);
    }

    @Test
    void rowThatBreaksAnExpectationIsCountedAndKept() {
        ModelRun run = run(sales(Violation.KEEP_ROW), 100);

        assertThat(run.rows()).isEqualTo(3);
        assertThat(run.violations()).containsExactly(Map.entry("positive", 1L));
        assertThat(ids("curated.sales")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void rowThatBreaksAnExpectationIsDropped() {
        ModelRun run = run(sales(Violation.DROP_ROW), 100);

        assertThat(run.rows()).isEqualTo(2);
        assertThat(run.violations()).containsExactly(Map.entry("positive", 1L));
        assertThat(ids("curated.sales")).containsExactly(1L, 3L);
        assertThat(store().latest(TableId.parse("quarantine.sales"))).isEmpty();
    }

    @Test
    void rowThatMustNotBeKeepsTheLastGoodVersion() {
        Model model = sales(Violation.FAIL_UPDATE);
        put("processed.orders", ORDERS, "values (1, 10)");
        run(model, 100);
        put("processed.orders", ORDERS, THREE_ORDERS);

        assertThatThrownBy(() -> run(model, 200))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.DEFINITION))
                .hasMessage(
                        "Cannot update model 'sales': 1 rows break expectation 'positive' (amount > 0). Correct the "
                                + "rows at their source, or let the expectation drop or quarantine them; the last good version "
                                + "stays.");
        assertThat(ids("curated.sales")).containsExactly(1L);
        assertThat(store().latest(model.table()).orElseThrow().positions())
                .containsExactly(Map.entry(SOURCE, new Position(100)));
    }

    @Test
    void rowIsQuarantinedUntilItIsGood() {
        Model model = sales(Violation.QUARANTINE);
        ModelRun broken = run(model, 100);
        List<List<Object>> quarantined = rows("select id, amount, _expectation from quarantine.sales");
        put("processed.orders", ORDERS, "values (1, 10), (2, 5)");

        ModelRun good = run(model, 200);

        assertThat(broken.rows()).isEqualTo(2);
        assertThat(quarantined).containsExactly(List.of(2L, -5, "positive"));
        assertThat(good.rows()).isEqualTo(2);
        assertThat(good.violations()).containsExactly(Map.entry("positive", 0L));
        assertThat(ids("quarantine.sales")).isEmpty();
        assertThat(ids("curated.sales")).containsExactly(1L, 2L);
    }

    @Test
    void modelWithoutQuarantinedRowsHasNoQuarantineTable() {
        put("processed.orders", ORDERS, "values (1, 10)");

        run(sales(Violation.QUARANTINE), 100);

        assertThat(store().tables()).containsExactly(TableId.parse("processed.orders"), TableId.parse("curated.sales"));
    }

    @Test
    void eachVersionKeepsItsCountsAndPositions() {
        Model model = model(
                "sales",
                SELECT,
                ORDERS,
                new Expectation("positive", "amount > 0", Violation.DROP_ROW),
                new Expectation("first", "id = 1", Violation.KEEP_ROW));
        run(model, 100);
        put("processed.orders", ORDERS, "values (1, 10)");
        run(model, 200);

        var history = store().history(model.table(), 10);

        assertThat(history)
                .extracting(commit -> commit.version().positions().get(SOURCE))
                .containsExactly(new Position(200), new Position(100));
        assertThat(history.get(0).metrics())
                .containsEntry("violations.positive", "0")
                .containsEntry("violations.first", "0")
                .containsEntry("numOutputRows", "1");
        assertThat(history.get(1).metrics())
                .containsEntry("violations.positive", "1")
                .containsEntry("violations.first", "2")
                .containsEntry("numOutputRows", "2");
    }

    @Test
    void rowThatBreaksTwoExpectationsIsQuarantinedUnderBoth() {
        Model model = model(
                "sales",
                SELECT,
                ORDERS,
                new Expectation("positive", "amount > 0", Violation.QUARANTINE),
                new Expectation("it's not 2", "id <> 2", Violation.QUARANTINE));

        run(model, 100);

        assertThat(rows("select id, _expectation from quarantine.sales order by all"))
                .containsExactly(List.of(2L, "it's not 2"), List.of(2L, "positive"));
    }

    @Test
    void resultHasTheDeclaredTypes() {
        TableSchema declared = schema(
                column("Größe", Type.decimal(12, 2)),
                column("id", Type.STRING),
                column("at", Type.TIMESTAMP),
                column("none", Type.DATE));
        Model model = model(
                "typed",
                "select sum(amount), max(id), timestamp '2026-11-22 10:42:00', null from processed.orders",
                declared);

        ModelRun run = run(model, 100);

        assertThat(store().read(model.table(), run.version().version()).schema())
                .isEqualTo(declared);
        assertThat(rows("select * from typed"))
                .containsExactly(Arrays.asList(new BigDecimal("5.00"), "3", "2026-11-22T10:42:00Z", null));
    }

    @Test
    void queryAndConditionMayEndInComments() {
        Model model = model(
                "sales",
                SELECT + " -- all of them",
                ORDERS,
                new Expectation("positive", "amount > 0 -- else a refund", Violation.DROP_ROW));

        run(model, 100);

        assertThat(ids("curated.sales")).containsExactly(1L, 3L);
    }

    @Test
    void modelReadsTheVersionsItIsGiven() {
        Model model = model(
                "pairs",
                "select orders.id, o.amount from processed.orders join curated.doubled as o on o.id = orders.id",
                ORDERS);
        Model doubled = model("doubled", "select id, 2 * amount as amount from processed.orders", ORDERS);
        run(doubled, 100);
        put("processed.orders", ORDERS, "values (1, 70)");

        models().run(
                        model,
                        Map.of(TableId.parse("processed.orders"), 0L, TableId.parse("curated.doubled"), 0L),
                        Map.of());

        assertThat(rows("select * from pairs order by id"))
                .containsExactly(List.of(1L, 20), List.of(2L, -10), Arrays.asList(3L, null));
    }

    @Test
    void queryThatFailsKeepsTheLastGoodVersion() {
        TableSchema small = schema(column("id", Type.LONG), column("amount", Type.SHORT));
        Model model = model("sales", SELECT, small);
        run(model, 100);
        put("processed.orders", ORDERS, "values (1, 70000)");

        assertThatThrownBy(() -> run(model, 200))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.DEFINITION))
                .hasMessageStartingWith("Cannot run model 'sales': ")
                .hasMessageEndingWith(". Correct models/sales.sql; the last good version stays.");
        assertThat(ids("curated.sales")).containsExactly(1L, 2L, 3L);
        assertThat(rows("select count(*) from curated.sales at (version => 0)")).containsExactly(List.of(3L));
    }

    private static Model sales(Violation onViolation) {
        return model("sales", SELECT, ORDERS, new Expectation("positive", "amount > 0", onViolation));
    }

    private List<Object> ids(String table) {
        return rows("select id from %s order by id".formatted(table)).stream()
                .map(row -> row.get(0))
                .toList();
    }

    private TableVersion put(String table, TableSchema schema, String rows) {
        return Models.put(store(), table, schema, rows);
    }

    private ModelRun run(Model model, long position) {
        return models().run(model, Models.newestInputs(model, store()), Map.of(SOURCE, new Position(position)));
    }

    private List<List<Object>> rows(String sql) {
        return Models.rows(queries(), sql);
    }
}
