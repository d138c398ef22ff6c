package lakeward.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL's types, with values at the ends of their ranges. */
public final class SqlValues {
    private SqlValues() {}

    /** Returns the statements that make the types that are not built in. */
    public static List<String> types() {
        return List.of(
                "CREATE TYPE mood AS ENUM ('sad', 'it''s \"ok\"', 'glücklich')",
                "CREATE TYPE point3 AS (x int, y numeric, note text)",
                "CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%')",
                "CREATE DOMAIN address AS inet",
                "CREATE DOMAIN feeling AS mood");
    }

    /** Returns types and literals of each, without quotes. */
    public static Map<String, List<String>> byType() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("boolean", List.of("t", "f"));
        values.put("smallint", List.of("0", "-32768", "32767"));
        values.put("int", List.of("0", "-2147483648", "2147483647", "-1"));
        values.put("bigint", List.of("0", "-9223372036854775808", "9223372036854775807"));
        values.put("oid", List.of("0", "4294967295", "2147483648"));
        values.put(
                "real",
                List.of("0", "-0", "NaN", "Infinity", "-Infinity", "1.1", "3.4028235e38", "1e-45", "16777217", "0.1"));
        values.put(
                "double precision",
                List.of(
                        "0",
                        "-0",
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "0.1",
                        "1.7976931348623157e308",
                        "5e-324",
                        "2.2250738585072014e-308",
                        "123456789012345680",
                        "1e22",
                        "1e23",
                        "9007199254740993",
                        "-1.5e-7",
                        "0.30000000000000004",
                        "100"));
        values.put(
                "numeric", List.of("0", "NaN", "Infinity", "-Infinity", "1e-40", "1" + "0".repeat(120) + ".5", "1.10"));
        values.put("numeric(12,2)", List.of("0", "NaN", "-9999999999.99", "9999999999.99", "0.01", "-0.5", "100"));
        values.put("numeric(18,18)", List.of("0.999999999999999999", "-0.000000000000000001"));
        values.put(
                "numeric(19,0)",
                List.of("9999999999999999999", "-9999999999999999999", "0", "9223372036854775808", "NaN"));
        values.put(
                "numeric(38,10)",
                List.of(
                        "9999999999999999999999999999.9999999999",
                        "-9999999999999999999999999999.9999999999",
                        "0.0000000001",
                        "-0.0000000001",
                        "18446744073.7095516160",
                        "-1844674407.3709551616",
                        "1000000000000000000",
                        "0"));
        values.put(
                "numeric(38,0)", List.of("9".repeat(38), "-" + "9".repeat(38), "170141183460469231731687303715884105"));
        values.put("numeric(38,38)", List.of("0." + "9".repeat(38), "-0." + "0".repeat(37) + "1"));
        values.put("numeric(7,3)", List.of("1234.567", "-1234.567", "0.1", "1000"));
        values.put("numeric(40,2)", List.of("1" + "2".repeat(37) + ".30", "NaN"));
        values.put(
                "text",
                List.of("", "a", "tab\tnewline\nback\\slash \"quoted\" 'single' ünï→😀 \\N", "x".repeat(10_000)));
        values.put("varchar(20)", List.of("", "  spaces  "));
        values.put("char(5)", List.of("", "ab"));
        values.put("\"char\"", List.of("", "x"));
        values.put("name", List.of("", "größe"));
        values.put("bytea", List.of("", "\\x00ff10", "\\x" + "ab".repeat(5_000)));
        values.put(
                "date",
                List.of(
                        "1970-01-01",
                        "0001-01-01",
                        "9999-12-31",
                        "10000-01-01",
                        "0044-03-15 BC",
                        "infinity",
                        "-infinity",
                        "2000-02-29",
                        "1900-03-01",
                        "5874897-12-31",
                        "4713-11-24 BC"));
        values.put(
                "timestamp",
                List.of(
                        "1970-01-01 00:00:00",
                        "0001-01-01 00:00:00",
                        "9999-12-31 23:59:59.999999",
                        "10000-01-01 00:00:00.5",
                        "0044-03-15 12:00:00.123 BC",
                        "0044-03-15 12:00:00 BC",
                        "infinity",
                        "-infinity",
                        "1969-12-31 23:59:59.999999",
                        "2026-11-22 10:11:12.1",
                        "294276-12-31 23:59:59.999999",
                        "4713-11-24 00:00:00 BC"));
        values.put(
                "timestamptz",
                List.of(
                        "1970-01-01 00:00:00+00",
                        "2026-11-22 10:11:12.000001+05:45",
                        "9999-12-31 23:59:59.999999+00",
                        "9999-12-31 23:59:59-05",
                        "0001-01-01 00:00:00+00",
                        "0001-01-01 00:00:00+03",
                        "infinity",
                        "-infinity",
                        "294276-12-31 23:59:59.999999+00"));
        values.put("time", List.of("00:00:00", "24:00:00", "23:59:59.999999"));
        values.put("timetz", List.of("00:00:00+00", "23:59:59.999999-15:59"));
        values.put(
                "interval", List.of("0", "1 year 2 mons -3 days 04:05:06.789", "-178000000 years", "-1 day 00:00:01"));
        values.put("uuid", List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
        values.put("json", List.of("{\"a\" :  [1, null,\"\\u00e9\"]}", "null", "\"\""));
        values.put("jsonb", List.of("{\"b\": 1, \"a\": 1.50}", "[]", "\"ü\""));
        values.put("xml", List.of("<a b=\"1\">ü</a>", "<!-- x -->"));
        values.put("inet", List.of("10.0.0.1", "10.0.0.1/8", "::1", "2001:db8::/32"));
        values.put("cidr", List.of("10.0.0.0/8", "10.0.0.1/32"));
        values.put("macaddr", List.of("08:00:2b:01:02:03"));
        values.put("macaddr8", List.of("08:00:2b:01:02:03:04:05"));
        values.put("money", List.of("0", "-92233720368547758.08", "12.34"));
        values.put("bit(5)", List.of("10101"));
        values.put("varbit", List.of("", "1"));
        values.put("point", List.of("(1.5,-2)"));
        values.put("line", List.of("{1,2,3}"));
        values.put("lseg", List.of("[(0,0),(1,1)]"));
        values.put("box", List.of("(1,1),(0,0)"));
        values.put("path", List.of("[(0,0),(1,1)]", "((0,0),(1,1))"));
        values.put("polygon", List.of("((0,0),(1,1),(1,0))"));
        values.put("circle", List.of("<(0,0),1>"));
        values.put("tsvector", List.of("'a':1A 'fat':2B"));
        values.put("tsquery", List.of("'fat' & !'rat'"));
        values.put("pg_lsn", List.of("0/0", "FFFFFFFF/FFFFFFFF"));
        values.put("int[]", List.of("{}", "{1,NULL,3}", "[0:1]={1,2}", "{{1,2},{3,4}}"));
        values.put("numeric[]", List.of("{NaN,1.50}"));
        values.put("text[]", List.of("{\"a,b\",\"\",NULL,\"NULL\",\"q\\\"uote\"}"));
        values.put("inet[]", List.of("{10.0.0.1,::1}"));
        values.put("mood", List.of("sad", "it's \"ok\"", "glücklich"));
        values.put("mood[]", List.of("{sad,glücklich}"));
        values.put("point3", List.of("(1,2.50,\"a \"\"b\"\"\")", "(,,)"));
        values.put("email", List.of("a@b"));
        values.put("address", List.of("10.0.0.1"));
        values.put("feeling", List.of("sad"));
        values.put("int4range", List.of("empty", "[1,5)", "(,)"));
        values.put("numrange", List.of("(1.10,2]"));
        values.put("tstzrange", List.of("[\"2026-01-01 00:00:00+00\",infinity)"));
        values.put("int4multirange", List.of("{}", "{[1,3),[5,7)}"));
        values.put("regclass", List.of("pg_class"));
        values.put("jsonpath", List.of("$.\"a\"[*]"));
        return values;
    }
}
