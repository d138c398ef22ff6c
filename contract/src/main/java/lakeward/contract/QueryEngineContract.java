package lakeward.contract;

import static lakeward.contract.Models.column;
import static lakeward.contract.Models.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Consumer;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.QueryResult;
import lakeward.core.port.TableStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link QueryEngine} does. */
public abstract class QueryEngineContract {
    /** When the store's clock begins. */
    public static final Instant BEGINNING = Instant.parse("2026-11-22T10:00:00Z");

    private static final TableSchema ORDERS = schema(column("id", Type.LONG), column("customer", Type.STRING));

    /** Returns the engine under test, over the tables of {@link #fill}. */
    protected abstract QueryEngine queries();

    /**
     * Makes the tables that the tests ask about, in an empty store.
     *
     * @param clock moves the store's clock, which is at {@link #BEGINNING}
     */
    protected static void fill(TableStore store, Consumer<Duration> clock) {
        Models.put(store, "processed.orders", ORDERS, "values (1, 'Ada')");
        clock.accept(Duration.ofMinutes(1));
        Models.put(store, "processed.orders", ORDERS, "values (1, 'Ada'), (2, 'Bob')");
        clock.accept(Duration.ofMinutes(1));
        Models.put(store, "processed.orders", ORDERS, "values (1, 'Ada'), (2, 'Bob'), (3, 'Ada')");
        Models.put(store, "raw.orders", ORDERS, "values (7, 'raw')");
        Models.put(store, "curated.Größen \"S\"", schema(column("näme x", Type.STRING)), "values ('Ångström')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select count(*) from processed.orders|3",
                "select count(*) from orders|3",
                "select count(*) from Processed.ORDERS|3",
                "select count(*) from raw.orders|1",
                "select count(*) from processed.orders at (version => 0)|1",
                "select count(*) from processed.orders as o at (version => 1) where o.id > 0|2",
                "select count(*) from processed.orders at (timestamp => '2026-11-22 10:00:00')|1",
                "select count(*) from processed.orders at (timestamp => '2026-11-22 10:01:30')|2",
                "select count(*) from processed.orders at (timestamp => '2026-11-22T11:01:30+01:00')|2",
                "select count(*) from processed.orders at (timestamp => '2026-11-23')|3",
                "select count(*) from orders n join orders as o at (version => 0) on n.customer = o.customer|2",
                "select count(*) from orders where id not in (select id from orders at (version => 1))|1",
                "select count(*) from (select id from orders union all select id from raw.orders)|4",
            })
    void tablesAreReadAsOfTheirVersions(String sql, long expected) {
        assertThat(rows(sql)).containsExactly(List.of(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "with orders as (select 42 as n) select n from orders|42",
                "with Orders as (select 42 as n) select n from oRDERS|42",
                "with orders as (select 42 as n) select count(*) from processed.orders|3",
                "with orders as (select count(*) as n from processed.orders) select n from orders|3",
                "with orders as (select count(*) as n from orders) select n from orders|3",
                "with a as (select 1 as x), b as (select x from a) select count(*) from a, b, orders|3",
                "select (with orders as (select 42 as n) select n from orders) + count(*) from orders|45",
                "with lake_0 as (select 42 as n) select count(*) from orders|3",
                "with recursive t as (select 1 as n union all select n + 1 from t where n < 3) select max(n) from t|3",
            })
    void withClauseGivesNamesToWhatIsInside(String sql, long expected) {
        assertThat(rows(sql))
                .singleElement()
                .satisfies(row -> assertThat(((Number) row.get(0)).longValue()).isEqualTo(expected));
    }

    @Test
    void namesAreAnyText() {
        assertThat(rows("select \"näme x\" as \"ä b\" from curated.\"Größen \"\"S\"\"\""))
                .containsExactly(List.of("Ångström"));
        try (QueryResult result = queries().query("select 1 as \"ä b\", 2 as \"ä b\"")) {
            assertThat(result.names()).containsExactly("ä b", "ä b");
            assertThat(result.types()).containsExactly("INTEGER", "INTEGER");
        }
    }

    @Test
    void missingTableIsNamedWithThoseThereAre() {
        assertRefused(
                "select * from processed.order",
                "there is no table processed.order, only raw.orders, processed.orders, curated.Größen \"S\"");
        assertRefused(
                "select * from order_lines",
                "there is no table order_lines, only raw.orders, processed.orders, curated.Größen \"S\"");
    }

    @Test
    void missingVersionIsNamed() {
        assertThatThrownBy(() -> rows("select * from orders at (version => 12)"))
                .hasMessage("Cannot answer the query: processed.orders has no version 12. See `lakeward history "
                        + "processed.orders` for those it has. See `lakeward tables` for what there is.");
        assertThatThrownBy(() -> rows("select * from orders at (timestamp => '2020-01-01')"))
                .hasMessage("Cannot answer the query: processed.orders has no version from 2020-01-01T00:00:00Z or "
                        + "before. See `lakeward history processed.orders` for those it has. See `lakeward tables` "
                        + "for what there is.");
        assertRefused(
                "select * from orders at (version => 1 + 1)", "at (…) takes a number or a text, nothing computed");
        assertRefused("select * from orders at (version => 'x')", "'x' is no version of processed.orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy orders to 'x'",
                "attach 'x'",
                "pragma version",
                "set threads = 1",
                "create table x as select 1",
                "drop table orders",
            })
    void statementThatIsNoSelectIsRefused(String sql) {
        assertRefused(sql, "expected one SELECT statement");
    }

    @Test
    void severalStatementsAreRefused() {
        assertRefused("select 1; select 2", "expected one SELECT statement, found 2");
        assertRefused("select 1; drop table orders", "expected one SELECT statement");
        assertThat(rows("select 1; -- done")).containsExactly(List.of(1));
    }

    @Test
    void valuesComeAsTheyAre() {
        List<List<Object>> rows = rows("""
                select 12.50::decimal(12,2), 12345678901234567890123456789012345678::decimal(38,0), 'NaN'::double,
                    '-Infinity'::float, true, 7::smallint, 170141183460469231731687303715884105727::hugeint,
                    date '2026-11-22', timestamp '2026-11-22 10:42:00', timestamp '2026-11-22 10:42:00.123456',
                    timestamptz '2026-11-22 10:42:00+01', timestamptz '2026-11-22 10:42:00.5+00', 'ä', null, [1, 2]
                """);

        assertThat(rows)
                .containsExactly(Arrays.asList(
                        new BigDecimal("12.50"),
                        new BigDecimal("12345678901234567890123456789012345678"),
                        Double.NaN,
                        Float.NEGATIVE_INFINITY,
                        true,
                        (short) 7,
                        "170141183460469231731687303715884105727",
                        "2026-11-22",
                        "2026-11-22 10:42:00",
                        "2026-11-22 10:42:00.123456",
                        "2026-11-22T09:42:00Z",
                        "2026-11-22T10:42:00.500Z",
                        "ä",
                        null,
                        "[1, 2]"));
        assertThat((byte[]) rows("select '\\x00\\xFF'::blob").get(0).get(0)).containsExactly(0, 0xFF);
    }

    @Test
    void wallClockShowsHoursThatThisMachinesZoneHasNot() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            assertThat(rows("select timestamp '2026-03-29 02:30:00', timestamptz '2026-03-29 01:30:00+00'"))
                    .containsExactly(List.of("2026-03-29 02:30:00", "2026-03-29T01:30:00Z"));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void failureOnTheWayIsTheCallersToo() {
        try (QueryResult result = queries().query("select error('no ' || customer) from orders")) {
            assertThatThrownBy(result::next)
                    .isInstanceOfSatisfying(
                            PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.DEFINITION))
                    .hasMessageStartingWith("Cannot answer the query: ")
                    .hasMessageEndingWith("no Ada. See `lakeward tables` for what there is.");
        }
    }

    private List<List<Object>> rows(String sql) {
        return Models.rows(queries(), sql);
    }

    /** Asserts that a statement is refused for a reason, as the author's fault. */
    protected final void assertRefused(String sql, String why) {
        assertThatThrownBy(() -> rows(sql))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.DEFINITION))
                .hasMessage("Cannot answer the query: %s. See `lakeward tables` for what there is.".formatted(why));
    }
}
