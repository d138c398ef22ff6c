package lakeward.definition.sql;

import static lakeward.definition.sql.AllowedSql.Kind.AGGREGATE;
import static lakeward.definition.sql.AllowedSql.Kind.DATE;
import static lakeward.definition.sql.AllowedSql.Kind.NUMBER;
import static lakeward.definition.sql.AllowedSql.Kind.TEXT;
import static lakeward.definition.sql.AllowedSql.Kind.VALUE;
import static lakeward.definition.sql.AllowedSql.Kind.WINDOW;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lakeward.definition.problem.Spelling;

/**
 * The list of SQL that means the same on every engine we run on: what is not here is refused. A model's text means what
 * Spark says (ANSI mode, time zone UTC); where DuckDB would differ, the text that it gets is another, or the construct is
 * refused. {@code docs/sql.md} is made from this file.
 */
final class AllowedSql {
    /** What a function is for. */
    enum Kind {
        VALUE("Any type"),
        NUMBER("Numbers"),
        TEXT("Text"),
        DATE("Dates and times"),
        AGGREGATE("Aggregates"),
        WINDOW("Windows");

        final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    /** What a call means: its SQL for DuckDB and its type. */
    interface Meaning {
        Expression of(Call call);
    }

    /**
     * A function that may be called.
     *
     * @param usage its name and arguments, as documented
     * @param result its type, as documented
     * @param rule what is made the same or asked of the author, where engines differ
     * @param least how many arguments it takes at least
     * @param most how many at most
     */
    record Function(Kind kind, String usage, String result, String rule, int least, int most, Meaning meaning) {
        String name() {
            return usage.substring(0, usage.indexOf('('));
        }
    }

    /** Something that is refused, or allowed, and why. */
    record Construct(String sql, String says) {}

    private static final int ANY = 1000;
    private static final List<String> UNITS =
            List.of("year", "quarter", "month", "week", "day", "hour", "minute", "second");

    private static final List<Function> FUNCTIONS = List.of(
            new Function(VALUE, "nullif(a, b)", "as a", "", 2, 2, AllowedSql::nullif),
            new Function(VALUE, "greatest(a, b, …)", "common type", "nulls are skipped", 2, ANY, AllowedSql::extreme),
            new Function(VALUE, "least(a, b, …)", "common type", "nulls are skipped", 2, ANY, AllowedSql::extreme),
            //
            new Function(
                    NUMBER,
                    "abs(n)",
                    "as n",
                    "",
                    1,
                    1,
                    c -> c.cast("abs(" + c.sql(0) + ")", c.number(0).type())),
            new Function(NUMBER, "round(n)", "decimal", "of decimals only", 1, 1, AllowedSql::round),
            new Function(
                    NUMBER,
                    "round(n, digits)",
                    "decimal",
                    "of decimals only: doubles round differently",
                    2,
                    2,
                    AllowedSql::round),
            new Function(
                    NUMBER, "floor(n)", "bigint, or decimal(p,0)", "cast to Spark's type", 1, 1, AllowedSql::whole),
            new Function(NUMBER, "ceil(n)", "bigint, or decimal(p,0)", "cast to Spark's type", 1, 1, AllowedSql::whole),
            new Function(NUMBER, "sqrt(n)", "double", "NaN below 0, as on Spark", 1, 1, c -> {
                String n = c.number(0).as(SqlType.DOUBLE);
                return c.value(
                        "case when " + n + " < 0 then cast('nan' as double) else sqrt(" + n + ") end", SqlType.DOUBLE);
            }),
            new Function(NUMBER, "ln(n)", "double", "null for 0 and below, as on Spark", 1, 1, AllowedSql::logarithm),
            new Function(
                    NUMBER, "log10(n)", "double", "null for 0 and below, as on Spark", 1, 1, AllowedSql::logarithm),
            //
            new Function(TEXT, "length(s)", "int", "in characters", 1, 1, AllowedSql::length),
            new Function(TEXT, "char_length(s)", "int", "in characters", 1, 1, AllowedSql::length),
            new Function(TEXT, "concat(s, …)", "string", "null if any is null, as on Spark", 1, ANY, c -> {
                for (int i = 0; i < c.size(); i++) {
                    c.text(i);
                }
                return c.value(
                        c.arguments().stream().map(Expression::sql).collect(Collectors.joining(" || ", "(", ")")),
                        SqlType.STRING);
            }),
            new Function(TEXT, "trim(s)", "string", "spaces alone, as on Spark", 1, 1, AllowedSql::trim),
            new Function(TEXT, "ltrim(s)", "string", "spaces alone, as on Spark", 1, 1, AllowedSql::trim),
            new Function(TEXT, "rtrim(s)", "string", "spaces alone, as on Spark", 1, 1, AllowedSql::trim),
            new Function(TEXT, "substr(s, from)", "string", "from 1 on, written out", 2, 2, AllowedSql::substring),
            new Function(
                    TEXT, "substr(s, from, length)", "string", "from 1 on, written out", 3, 3, AllowedSql::substring),
            new Function(TEXT, "substring(s, from)", "string", "from 1 on, written out", 2, 2, AllowedSql::substring),
            new Function(
                    TEXT,
                    "substring(s, from, length)",
                    "string",
                    "from 1 on, written out",
                    3,
                    3,
                    AllowedSql::substring),
            new Function(TEXT, "left(s, length)", "string", "0 or more, written out", 2, 2, AllowedSql::end),
            new Function(TEXT, "right(s, length)", "string", "0 or more, written out", 2, 2, AllowedSql::end),
            new Function(TEXT, "replace(s, old, new)", "string", "", 3, 3, c -> {
                c.text(0);
                c.text(1);
                c.text(2);
                return c.value("replace(%s, %s, %s)".formatted(c.sql(0), c.sql(1), c.sql(2)), SqlType.STRING);
            }),
            new Function(
                    TEXT,
                    "translate(s, from, to)",
                    "string",
                    "letters written out, as many as in to",
                    3,
                    3,
                    AllowedSql::translate),
            new Function(
                    TEXT,
                    "startswith(s, start)",
                    "boolean",
                    "",
                    2,
                    2,
                    c -> twoTexts(c, "starts_with", SqlType.BOOLEAN)),
            new Function(TEXT, "endswith(s, end)", "boolean", "", 2, 2, c -> twoTexts(c, "ends_with", SqlType.BOOLEAN)),
            new Function(TEXT, "contains(s, part)", "boolean", "", 2, 2, c -> twoTexts(c, "contains", SqlType.BOOLEAN)),
            new Function(TEXT, "instr(s, part)", "int", "0 if absent", 2, 2, c -> {
                Expression found = twoTexts(c, "instr", SqlType.LONG);
                return c.cast(found.sql(), SqlType.INTEGER);
            }),
            new Function(TEXT, "split_part(s, by, n)", "string", "n is 1 or more, written out", 3, 3, c -> {
                c.text(0);
                c.text(1);
                c.literal(2, 1, Integer.MAX_VALUE);
                return c.value("split_part(%s, %s, %s)".formatted(c.sql(0), c.sql(1), c.sql(2)), SqlType.STRING);
            }),
            new Function(
                    TEXT,
                    "md5(s)",
                    "string",
                    "",
                    1,
                    1,
                    c -> c.value("md5(" + c.text(0).sql() + ")", SqlType.STRING)),
            new Function(TEXT, "sha2(s, 256)", "string", "", 2, 2, c -> {
                c.literal(1, 256, 256);
                return c.value("sha256(" + c.text(0).sql() + ")", SqlType.STRING);
            }),
            //
            part("year(d)"),
            part("quarter(d)"),
            part("month(d)"),
            part("day(d)"),
            part("dayofmonth(d)"),
            part("dayofyear(d)"),
            part("weekofyear(d)"),
            new Function(DATE, "dayofweek(d)", "int", "Sunday is 1, as on Spark", 1, 1, c -> {
                c.dateOrTimestamp(0);
                return c.cast("(dayofweek(" + c.sql(0) + ") + 1)", SqlType.INTEGER);
            }),
            new Function(DATE, "hour(t)", "int", "in UTC", 1, 1, c -> datePart(c, c.timestamp(0))),
            new Function(DATE, "minute(t)", "int", "", 1, 1, c -> datePart(c, c.timestamp(0))),
            new Function(
                    DATE,
                    "date_trunc(unit, t)",
                    "timestamp",
                    "of timestamps only, in UTC; of a date use trunc",
                    2,
                    2,
                    c -> {
                        String unit = c.word(0, UNITS);
                        return c.value(
                                "date_trunc('%s', %s)"
                                        .formatted(unit, c.timestamp(1).sql()),
                                SqlType.TIMESTAMP);
                    }),
            new Function(DATE, "trunc(d, unit)", "date", "'year', 'quarter', 'month' or 'week'", 2, 2, c -> {
                String unit = c.word(1, UNITS.subList(0, 4));
                return c.cast("date_trunc('%s', %s)".formatted(unit, c.date(0).sql()), SqlType.DATE);
            }),
            new Function(DATE, "date_add(d, days)", "date", "", 2, 2, c -> addDays(c, "+")),
            new Function(DATE, "date_sub(d, days)", "date", "", 2, 2, c -> addDays(c, "-")),
            new Function(DATE, "add_months(d, months)", "date", "at most the month's last day", 2, 2, c -> {
                c.date(0);
                String months = c.whole(1).as(SqlType.INTEGER);
                return c.cast("(%s + to_months(%s))".formatted(c.sql(0), months), SqlType.DATE);
            }),
            new Function(DATE, "datediff(end, start)", "int", "in days; Spark's order", 2, 2, c -> {
                c.date(0);
                c.date(1);
                return c.cast("(%s - %s)".formatted(c.sql(0), c.sql(1)), SqlType.INTEGER);
            }),
            new Function(
                    DATE,
                    "last_day(d)",
                    "date",
                    "",
                    1,
                    1,
                    c -> c.cast("last_day(" + c.date(0).sql() + ")", SqlType.DATE)),
            new Function(DATE, "unix_seconds(t)", "bigint", "whole seconds", 1, 1, c -> epoch(c, "second", 1_000_000)),
            new Function(DATE, "unix_millis(t)", "bigint", "", 1, 1, c -> epoch(c, "millisecond", 1_000)),
            new Function(DATE, "unix_micros(t)", "bigint", "", 1, 1, c -> epoch(c, "microsecond", 1)),
            //
            new Function(
                    AGGREGATE, "count(*)", "bigint", "", 0, 0, c -> Expression.of("count(*)", SqlType.LONG, false)),
            new Function(
                    AGGREGATE,
                    "count(x)",
                    "bigint",
                    "also count(distinct x), of one expression",
                    1,
                    1,
                    c -> Expression.of("count(" + c.sql(0) + ")", SqlType.LONG, false)),
            new Function(
                    AGGREGATE,
                    "count_if(condition)",
                    "bigint",
                    "",
                    1,
                    1,
                    c -> Expression.of("count_if(" + c.logical(0).sql() + ")", SqlType.LONG, false)),
            new Function(
                    AGGREGATE,
                    "sum(n)",
                    "bigint, decimal(p+10,s) or double",
                    "past the range is an error, as on Spark",
                    1,
                    1,
                    AllowedSql::sum),
            new Function(AGGREGATE, "avg(n)", "double", "of decimals: cast them to double first", 1, 1, c -> {
                Expression n = c.number(0);
                if (n.type().isDecimal()) {
                    throw new RefusedException(
                            c.tree(),
                            "Cannot use avg() of %s: engines give it different types and digits. ".formatted(n.type())
                                    + "Write avg(cast(… as double)).");
                }
                return c.value("avg(" + n.as(SqlType.DOUBLE) + ")", SqlType.DOUBLE);
            }),
            new Function(AGGREGATE, "min(x)", "as x", "", 1, 1, AllowedSql::extremeOfAll),
            new Function(AGGREGATE, "max(x)", "as x", "", 1, 1, AllowedSql::extremeOfAll),
            new Function(
                    AGGREGATE,
                    "bool_and(condition)",
                    "boolean",
                    "",
                    1,
                    1,
                    c -> c.value("bool_and(" + c.logical(0).sql() + ")", SqlType.BOOLEAN)),
            new Function(
                    AGGREGATE,
                    "bool_or(condition)",
                    "boolean",
                    "",
                    1,
                    1,
                    c -> c.value("bool_or(" + c.logical(0).sql() + ")", SqlType.BOOLEAN)),
            spread("stddev(n)", "stddev_samp"),
            spread("stddev_samp(n)", "stddev_samp"),
            spread("stddev_pop(n)", "stddev_pop"),
            spread("variance(n)", "var_samp"),
            spread("var_samp(n)", "var_samp"),
            spread("var_pop(n)", "var_pop"),
            spread("median(n)", "median"),
            //
            ranking("row_number()", "int", SqlType.INTEGER),
            ranking("rank()", "int", SqlType.INTEGER),
            ranking("dense_rank()", "int", SqlType.INTEGER),
            ranking("percent_rank()", "double", SqlType.DOUBLE),
            ranking("cume_dist()", "double", SqlType.DOUBLE),
            new Function(WINDOW, "ntile(n)", "int", "n is written out", 1, 1, c -> {
                c.literal(0, 1, Integer.MAX_VALUE);
                return Expression.of("ntile(" + c.sql(0) + ")", SqlType.INTEGER, false);
            }),
            new Function(WINDOW, "lag(x)", "as x", "", 1, 1, AllowedSql::neighbour),
            new Function(WINDOW, "lag(x, rows)", "as x", "rows is written out", 2, 2, AllowedSql::neighbour),
            new Function(
                    WINDOW, "lag(x, rows, absent)", "common type", "rows is written out", 3, 3, AllowedSql::neighbour),
            new Function(WINDOW, "lead(x)", "as x", "", 1, 1, AllowedSql::neighbour),
            new Function(WINDOW, "lead(x, rows)", "as x", "rows is written out", 2, 2, AllowedSql::neighbour),
            new Function(
                    WINDOW, "lead(x, rows, absent)", "common type", "rows is written out", 3, 3, AllowedSql::neighbour),
            new Function(
                    WINDOW,
                    "first_value(x)",
                    "as x",
                    "",
                    1,
                    1,
                    c -> Expression.of(
                            "first_value(" + c.sql(0) + ")", c.argument(0).type(), true, c.arguments())),
            new Function(
                    WINDOW,
                    "last_value(x)",
                    "as x",
                    "",
                    1,
                    1,
                    c -> Expression.of(
                            "last_value(" + c.sql(0) + ")", c.argument(0).type(), true, c.arguments())));

    private static final Map<String, List<Function>> BY_NAME =
            FUNCTIONS.stream().collect(Collectors.groupingBy(Function::name, LinkedHashMap::new, Collectors.toList()));

    private static final String NOT_A_FUNCTION_OF_TABLES =
            "a model must depend on its tables alone. Compare with a column, for example the newest one's.";
    private static final String REGULAR_EXPRESSIONS =
            "engines read regular expressions differently. Use like, startswith(), contains() or split_part().";
    private static final String NO_ORDER =
            "which value comes depends on the engine. Use min() or max(), or a window with row_number().";
    private static final String LISTS = "lists are written and counted differently. Keep one row a value.";
    private static final String CASING =
            "letters such as ß and İ change differently. Use translate(s, 'ABC…', 'abc…') with the letters you mean.";
    private static final String JSON = "engines read JSON differently. Make a generated column in the database.";
    private static final String APPROXIMATE =
            "engines approximate differently. Use the exact function, for example count(distinct x).";

    /** Functions that authors reach for, and why each is not on the list. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("now", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("current_timestamp", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("current_date", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("localtimestamp", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("today", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("get_current_timestamp", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("random", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("rand", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("uuid", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("gen_random_uuid", NOT_A_FUNCTION_OF_TABLES),
            Map.entry("regexp_replace", REGULAR_EXPRESSIONS),
            Map.entry("regexp_extract", REGULAR_EXPRESSIONS),
            Map.entry("regexp_extract_all", REGULAR_EXPRESSIONS),
            Map.entry("regexp_matches", REGULAR_EXPRESSIONS),
            Map.entry("regexp_full_match", REGULAR_EXPRESSIONS),
            Map.entry("regexp_like", REGULAR_EXPRESSIONS),
            Map.entry("rlike", REGULAR_EXPRESSIONS),
            Map.entry("split", "Spark splits by a regular expression, DuckDB by text. Use split_part(s, by, n)."),
            Map.entry("string_split", "Spark has no such function. Use split_part(s, by, n)."),
            Map.entry("upper", CASING),
            Map.entry("lower", CASING),
            Map.entry("initcap", CASING),
            Map.entry("reverse", "engines reverse combined characters differently. Do it where the text is used."),
            Map.entry("strpos", "Spark has no such function. Use instr(s, part)."),
            Map.entry("position", "its arguments come the other way round on Spark. Use instr(s, part)."),
            Map.entry("starts_with", "Spark calls it startswith(). Use startswith(s, start)."),
            Map.entry("ends_with", "Spark calls it endswith(). Use endswith(s, end)."),
            Map.entry("prefix", "Spark has no such function. Use startswith(s, start)."),
            Map.entry("suffix", "Spark has no such function. Use endswith(s, end)."),
            Map.entry("sha256", "Spark calls it sha2(). Use sha2(s, 256)."),
            Map.entry("any_value", NO_ORDER),
            Map.entry("first", NO_ORDER),
            Map.entry("last", NO_ORDER),
            Map.entry("arbitrary", NO_ORDER),
            Map.entry("mode", NO_ORDER),
            Map.entry("max_by", NO_ORDER),
            Map.entry("min_by", NO_ORDER),
            Map.entry("arg_max", NO_ORDER),
            Map.entry("arg_min", NO_ORDER),
            Map.entry("array_agg", "DuckDB keeps nulls and Spark drops them. Keep one row a value."),
            Map.entry("list", LISTS),
            Map.entry("list_value", LISTS),
            Map.entry("array", LISTS),
            Map.entry("unnest", LISTS),
            Map.entry("explode", LISTS),
            Map.entry("list_sort", "it sorts nulls differently on Spark. Keep one row a value."),
            Map.entry("string_agg", "Spark has no such function in every version. Keep one row a value."),
            Map.entry("group_concat", "Spark has no such function. Keep one row a value."),
            Map.entry("listagg", "engines order it differently. Keep one row a value."),
            Map.entry("struct_pack", "structs are written differently. Use one column a field."),
            Map.entry("row", "rows are compared differently. Compare column by column, with and."),
            Map.entry("approx_count_distinct", APPROXIMATE),
            Map.entry("approx_quantile", APPROXIMATE),
            Map.entry("approx_percentile", APPROXIMATE),
            Map.entry("percentile_disc", "its type differs. Use median() or a window with percent_rank()."),
            Map.entry("percentile_cont", "its type differs. Use median() or a window with percent_rank()."),
            Map.entry("quantile_cont", "Spark has no such function. Use median() or a window with percent_rank()."),
            Map.entry("quantile_disc", "Spark has no such function. Use median() or a window with percent_rank()."),
            Map.entry("skewness", "DuckDB computes that of a sample, Spark that of all. Compute it from sums."),
            Map.entry("kurtosis", "DuckDB computes that of a sample, Spark that of all. Compute it from sums."),
            Map.entry("log", "it is base 10 on DuckDB and base e on Spark. Use ln() or log10()."),
            Map.entry(
                    "date_diff",
                    "Spark has no such function with a unit. Use datediff(end, start), or unix_seconds()."),
            Map.entry("date_part", "its type differs for seconds. Use year(), month(), day(), hour() or minute()."),
            Map.entry("epoch", "Spark calls it unix_seconds(). Use unix_seconds(t)."),
            Map.entry("epoch_ms", "Spark calls it unix_millis(). Use unix_millis(t)."),
            Map.entry("second", "Spark's has a fraction in extract(). Use unix_seconds(t) % 60."),
            Map.entry("strftime", "Spark's patterns differ. Use cast(d as string), or year() and month()."),
            Map.entry("date_format", "DuckDB has no such function. Use cast(d as string), or year() and month()."),
            Map.entry("strptime", "Spark's patterns differ. Store a date or timestamp in the database."),
            Map.entry("to_date", "engines read dates differently. Store a date or timestamp in the database."),
            Map.entry("to_timestamp", "engines read times differently. Store a date or timestamp in the database."),
            Map.entry("json_extract", JSON),
            Map.entry("json_extract_string", JSON),
            Map.entry("get_json_object", JSON),
            Map.entry("->", JSON),
            Map.entry("->>", JSON),
            Map.entry("nvl", "DuckDB has no such function. Use coalesce(a, b)."),
            Map.entry("isnull", "DuckDB has no such function. Use a is null."),
            Map.entry("//", "Spark has no such operator. Use cast(floor(a / nullif(b, 0)) as bigint)."),
            Map.entry("**", "Spark has no such operator. Multiply."),
            Map.entry("^", "it is a power on DuckDB and an exclusive or on Spark. Multiply."),
            Map.entry("~~*", "it folds letters differently. Use like."),
            Map.entry("!~~*", "it folds letters differently. Use not like."),
            Map.entry("like_escape", "Spark reads the escape differently. Use contains() or startswith()."),
            Map.entry("not_like_escape", "Spark reads the escape differently. Use contains() or startswith()."));

    /** Clauses and operators that are allowed. */
    static final List<Construct> CLAUSES = List.of(
            new Construct("with name as (select …)", "not recursive; columns are named in the SELECT"),
            new Construct("select, select distinct, *, t.*", "every column of a result has a name of its own"),
            new Construct(
                    "from zone.table, from model",
                    "`processed.orders` is the current state, `raw.orders` every change, "
                            + "`revenue_by_day` or `curated.revenue_by_day` a model"),
            new Construct("[inner] join, left join, right join, full join … on, … using (…); cross join", ""),
            new Construct("where, group by (columns, expressions, aliases, numbers, all), having, qualify", ""),
            new Construct(
                    "order by … [asc | desc] [nulls first | nulls last]",
                    "what may be null and is ordered ascending must say " + "where nulls come: engines differ"),
            new Construct("limit, offset", "with order by"),
            new Construct("union all, union, except, intersect", "columns have one type, or types with a common one"),
            new Construct(
                    "(select …), exists (select …), a in (select …)",
                    "may read columns of the query around it; what may be null is looked for in conditions alone"),
            new Construct("a + b, a - b, a * b, -a", "numbers; a product of decimals keeps all digits or is refused"),
            new Construct(
                    "a / b, a % b",
                    "`b` is a number other than 0, or `nullif(b, 0)`: division by 0 is an error on Spark and "
                            + "infinity on DuckDB. `/` gives a double and takes no decimals; `%` takes whole numbers"),
            new Construct("d + interval 1 month, t - interval 2 hours", "a date stays a date, as on Spark"),
            new Construct(
                    "=, <>, <, <=, >, >=, is [not] distinct from, between, in (…)",
                    "both sides of one type, or numbers"),
            new Construct("and, or, not, is [not] null, is [not] true", ""),
            new Construct("case, coalesce, ifnull", "results have a common type"),
            new Construct("s || s, s [not] like 'pattern'", "the pattern is written out, without a backslash"),
            new Construct("cast(a as type), a::type, try_cast", "types are " + CastRules.NAMES),
            new Construct("extract(unit from t)", "year, quarter, month, week, day, hour, minute; gives an int"),
            new Construct("f(…) over (partition by … order by … rows between …)", "ranking needs an order"),
            new Construct("aggregate(…) filter (where …)", ""),
            new Construct(
                    "1, 1.5, 1e3, 'text', true, null, date '2026-01-31', timestamp '2026-01-31 12:00:00'",
                    "a timestamp is in UTC"),
            new Construct("\"Name\"", "an identifier"));

    /** What engines do differently, and what we made of it. */
    static final List<Construct> DIFFERENCES = List.of(
            new Construct("integer division, `7 div 2`, `7 // 2`", "refused; `floor(a / nullif(b, 0))`"),
            new Construct("division by 0", "refused, unless the divisor is a number or `nullif(b, 0)`"),
            new Construct("`2^3`", "refused"),
            new Construct("`sum(bigint)` past its range", "an error, as on Spark: the sum is cast to bigint"),
            new Construct("types of `sum`", "those of Spark: bigint, or ten digits more"),
            new Construct("type of `avg(decimal)`", "refused; `avg(cast(x as double))`"),
            new Construct("decimal / decimal", "refused; cast both to double"),
            new Construct("decimals of more than 38 digits", "refused where digits would be cut; cast to fewer first"),
            new Construct("`cast(1.5 as int)`", "1, as on Spark: DuckDB gets `trunc`"),
            new Construct("`cast('1.5' as int)` and other casts of text", "refused"),
            new Construct("`'1' + 1`", "refused"),
            new Construct("`select 1 union all select 'a'`", "refused"),
            new Construct("doubles as text", "refused"),
            new Construct("`ln(0)`", "null, as on Spark"),
            new Construct("`log(100)`", "refused; `ln` or `log10`"),
            new Construct("types of `ceil` and `floor`", "those of Spark: bigint, or decimal(p,0)"),
            new Construct("nulls in an ascending order", "must be said: `nulls first` or `nulls last`"),
            new Construct("nulls in a descending order", "last, on both"),
            new Construct("`concat` with null", "null, as on Spark: DuckDB gets `||`"),
            new Construct("`substr(s, 0)`", "refused; count from 1"),
            new Construct("`left(s, -2)`", "refused; 0 or more"),
            new Construct("`split`", "refused; `split_part`"),
            new Construct("`ltrim(s, t)`", "refused; `ltrim(s)` takes spaces away, and spaces alone"),
            new Construct("regular expressions", "refused; `like`, `startswith`, `contains`, `split_part`"),
            new Construct("backslashes in texts and patterns", "refused"),
            new Construct("`\"abc\"`", "an identifier; Spark is set to read it so"),
            new Construct(
                    "`upper('straße')`, `lower`, `initcap`, `ilike`", "refused; `translate` with the letters you mean"),
            new Construct("`timestamp '…'`", "has a zone, as on Spark, and it is UTC; `timestamp_ntz` has none"),
            new Construct("offsets in timestamps", "refused; write them in UTC"),
            new Construct("type of `date + interval 1 month`", "a date, as on Spark"),
            new Construct(
                    "`date - date`, `timestamp - timestamp`", "refused; `datediff(end, start)`, `unix_seconds(t)`"),
            new Construct("`datediff`", "two dates, end first, as on Spark"),
            new Construct("`interval '1 month 2 days'`", "refused; one unit each, `interval 1 month`"),
            new Construct("`dayofweek`, Sunday", "1, as on Spark"),
            new Construct("`extract(second …)`", "refused; `unix_seconds(t) % 60`"),
            new Construct("arrays, structs, `array_agg`", "refused; one row a value"),
            new Construct("`any_value`, `first`, `last`, `mode`, `max_by`", "refused; `min`, `max` or a window"),
            new Construct("`percentile_disc`", "refused; `median`"),
            new Construct("`skewness`, `kurtosis`", "refused"),
            new Construct("`count(distinct x, y)`", "refused"),
            new Construct("JSON", "refused; a generated column in the database"),
            new Construct("only DuckDB: `exclude`, `replace`, asof join, union by name, `from t`", "refused"),
            new Construct(
                    "only Spark: `|>`, left semi join, `<=>`",
                    "do not parse or are refused; `exists`, `is not distinct from`"),
            new Construct(
                    "`a in (select …)` that may be null",
                    "a condition in `where`, `on`, `having` or `case when`, also with `and`, `or` and right after `not`; "
                            + "refused elsewhere; `exists` or a left join"),
            new Construct("smallint + 1", "int, as on Spark"),
            new Construct("decimal products of more than 18 digits", "exact: DuckDB alone gives an error"),
            new Construct("`sqrt(-1)`", "NaN, as on Spark"),
            new Construct("pivot, unpivot, rollup, cube, grouping sets, lateral joins", "not on the list yet"));

    private AllowedSql() {}

    /** Returns the function of this name and number of arguments, or a refusal. */
    static Function function(String name, int arguments, Tree tree) {
        List<Function> named = BY_NAME.getOrDefault(name, List.of());
        if (named.isEmpty()) {
            throw new RefusedException(tree, refusal(name));
        }
        return named.stream()
                .filter(function -> function.least <= arguments && arguments <= function.most)
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        tree,
                        "Cannot call %s() with %d arguments: it takes other ones. Write %s."
                                .formatted(
                                        name,
                                        arguments,
                                        named.stream().map(Function::usage).collect(Collectors.joining(" or ")))));
    }

    static boolean isAggregate(String name) {
        return BY_NAME.getOrDefault(name, List.of()).stream().anyMatch(function -> function.kind == AGGREGATE);
    }

    /** Returns why a name without arguments is refused, if it is a function to the parser. */
    static Optional<String> refusedColumn(String name) {
        boolean moment = NOT_A_FUNCTION_OF_TABLES.equals(REFUSED.get(Relation.key(name)));
        return moment
                ? Optional.of("Cannot use %s: %s".formatted(Relation.key(name), NOT_A_FUNCTION_OF_TABLES))
                : Optional.empty();
    }

    static Collection<Function> functions() {
        return FUNCTIONS;
    }

    static Map<String, String> refusedFunctions() {
        return REFUSED;
    }

    static String refusal(String name) {
        String shown = Character.isLetter(name.charAt(0)) ? name + "()" : operator(name);
        String why = REFUSED.get(name);
        return why != null
                ? "Cannot use %s: %s".formatted(shown, why)
                : Checks.notListed(shown) + Spelling.didYouMean(name, BY_NAME.keySet());
    }

    private static String operator(String name) {
        return switch (name) {
            case "~~*" -> "ilike";
            case "!~~*" -> "not ilike";
            default -> name;
        };
    }

    private static Expression nullif(Call call) {
        SqlType common = call.common(0);
        String sql = "nullif(%s, %s)".formatted(call.sql(0), call.argument(1).as(common));
        Expression value = Expression.of(sql, call.argument(0).type(), true, call.arguments());
        boolean guards = call.argument(1).literal().filter("0"::equals).isPresent();
        return guards ? value.dividing() : value;
    }

    private static Expression extreme(Call call) {
        SqlType common = call.common(0);
        String arguments =
                call.arguments().stream().map(argument -> argument.as(common)).collect(Collectors.joining(", "));
        boolean nullable = call.arguments().stream().allMatch(Expression::nullable);
        return Expression.of("%s(%s)".formatted(call.name(), arguments), common, nullable, call.arguments());
    }

    private static Expression round(Call call) {
        SqlType type = call.number(0).type();
        if (type.isFloating()) {
            throw new RefusedException(
                    call.tree(),
                    "Cannot round %s: engines round halves of doubles differently. Round where it is shown, or keep a decimal."
                            .formatted(type));
        }
        int digits = call.size() == 1 ? 0 : call.literal(1, 0, 38);
        if (type.isWhole()) {
            return call.argument(0);
        }
        int scale = Math.min(type.scale(), digits);
        SqlType rounded = SqlType.decimal(Math.min(38, type.precision() - type.scale() + 1 + scale), scale);
        return call.cast("round(%s, %d)".formatted(call.sql(0), scale), type.isDecimal() ? rounded : type);
    }

    private static Expression whole(Call call) {
        SqlType type = call.number(0).type();
        if (type.isDecimal()) {
            int digits = Math.min(38, type.precision() - type.scale() + 1);
            return call.cast(call.name() + "(" + call.sql(0) + ")", SqlType.decimal(digits, 0));
        }
        return call.cast(call.name() + "(" + call.sql(0) + ")", SqlType.LONG);
    }

    private static Expression logarithm(Call call) {
        String number = call.number(0).as(SqlType.DOUBLE);
        String sql = "case when %s > 0 then %s(%s) end".formatted(number, call.name(), number);
        return Expression.of(sql, SqlType.DOUBLE, true, call.arguments());
    }

    private static Expression length(Call call) {
        return call.cast("length(" + call.text(0).sql() + ")", SqlType.INTEGER);
    }

    private static Expression translate(Call call) {
        call.text(0);
        String from = call.text(1).literal().orElse("");
        String to = call.text(2).literal().orElse("");
        boolean pairs = from.codePoints().distinct().count() == to.codePoints().count()
                && from.codePoints().count() == to.codePoints().count();
        if (!pairs || from.isEmpty()) {
            throw new RefusedException(
                    call.trees().get(1),
                    "Cannot use these letters in translate(): engines agree where both texts are written out, as long as "
                            + "each other, with no letter twice in the first. Write them so.");
        }
        return call.value("translate(%s, %s, %s)".formatted(call.sql(0), call.sql(1), call.sql(2)), SqlType.STRING);
    }

    private static Expression trim(Call call) {
        return call.value("%s(%s, ' ')".formatted(call.name(), call.text(0).sql()), SqlType.STRING);
    }

    private static Expression substring(Call call) {
        call.text(0);
        call.literal(1, 1, Integer.MAX_VALUE);
        if (call.size() == 2) {
            return call.value("substring(%s, %s)".formatted(call.sql(0), call.sql(1)), SqlType.STRING);
        }
        call.literal(2, 0, Integer.MAX_VALUE);
        return call.value("substring(%s, %s, %s)".formatted(call.sql(0), call.sql(1), call.sql(2)), SqlType.STRING);
    }

    private static Expression end(Call call) {
        call.text(0);
        call.literal(1, 0, Integer.MAX_VALUE);
        return call.value("\"%s\"(%s, %s)".formatted(call.name(), call.sql(0), call.sql(1)), SqlType.STRING);
    }

    private static Expression twoTexts(Call call, String duckdb, SqlType result) {
        call.text(0);
        call.text(1);
        return call.value("%s(%s, %s)".formatted(duckdb, call.sql(0), call.sql(1)), result);
    }

    private static Function part(String usage) {
        return new Function(DATE, usage, "int", "of a timestamp in UTC", 1, 1, c -> datePart(c, c.dateOrTimestamp(0)));
    }

    private static Expression datePart(Call call, Expression of) {
        return call.cast(call.name() + "(" + of.sql() + ")", SqlType.INTEGER);
    }

    private static Expression addDays(Call call, String sign) {
        call.date(0);
        return call.cast("(%s %s %s)".formatted(call.sql(0), sign, call.whole(1).as(SqlType.INTEGER)), SqlType.DATE);
    }

    private static Expression epoch(Call call, String unit, int micros) {
        String from = call.timestamp(0).sql();
        return call.cast("(epoch_us(date_trunc('%s', %s)) // %d)".formatted(unit, from, micros), SqlType.LONG);
    }

    private static Expression sum(Call call) {
        SqlType type = call.number(0).type();
        SqlType result = type.isWhole()
                ? SqlType.LONG
                : type.isDecimal()
                        ? SqlType.decimal(Math.min(38, type.precision() + 10), type.scale())
                        : SqlType.DOUBLE;
        return call.value("sum(" + call.argument(0).as(type.isFloating() ? SqlType.DOUBLE : type) + ")", result);
    }

    private static Expression extremeOfAll(Call call) {
        return call.value(
                call.name() + "(" + call.sql(0) + ")", call.argument(0).type());
    }

    private static Function spread(String usage, String duckdb) {
        return new Function(
                AGGREGATE,
                usage,
                "double",
                "",
                1,
                1,
                c -> Expression.of(
                        duckdb + "(" + c.number(0).as(SqlType.DOUBLE) + ")", SqlType.DOUBLE, true, c.arguments()));
    }

    private static Function ranking(String usage, String result, SqlType type) {
        return new Function(
                WINDOW, usage, result, "needs order by", 0, 0, c -> Expression.of(c.name() + "()", type, false));
    }

    private static Expression neighbour(Call call) {
        if (call.size() == 1) {
            return Expression.of(
                    call.name() + "(" + call.sql(0) + ")", call.argument(0).type(), true, call.arguments());
        }
        int rows = call.literal(1, 0, Integer.MAX_VALUE);
        if (call.size() == 2) {
            String sql = "%s(%s, %d)".formatted(call.name(), call.sql(0), rows);
            return Expression.of(sql, call.argument(0).type(), true, call.arguments());
        }
        SqlType common = Types.common(call.argument(0).type(), call.argument(2).type())
                .filter(call.argument(0).type()::equals)
                .orElseThrow(() -> new RefusedException(
                        call.trees().get(2),
                        Checks.noCommon(
                                call.name() + "()",
                                call.argument(0).type(),
                                call.argument(2).type())));
        String sql = "%s(%s, %d, %s)"
                .formatted(
                        call.name(),
                        call.argument(0).as(common),
                        rows,
                        call.argument(2).as(common));
        boolean nullable = call.argument(0).nullable() || call.argument(2).nullable();
        return Expression.of(sql, common, nullable, call.arguments());
    }
}
