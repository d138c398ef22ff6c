package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Masking and row access policies, and what they are attached to. */
final class FakeSnowflakePolicies {
    /** What of a table's values says which policy is on its rows; with a column's name after it, on that column. */
    static final String ROWS = "row access policy";

    static final String MASK = "masking policy on ";

    /** Asks for ownership. */
    interface Owned {
        void check(FakeSnowflakeThing thing) throws FakeSnowflakeException;
    }

    private final FakeSnowflakeAccount account;
    private final Owned owned;

    FakeSnowflakePolicies(FakeSnowflakeAccount account, Owned owned) {
        this.account = account;
        this.owned = owned;
    }

    /** Reads what stands between a policy's name and its properties. */
    void read(FakeSnowflakeThing policy, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("AS (");
        List<String> arguments = new ArrayList<>();
        List<String> types = new ArrayList<>();
        do {
            arguments.add(tokens.name().get(0));
            types.add(type(tokens));
        } while (tokens.accepts(","));
        tokens.expect(") RETURNS");
        String returns = type(tokens);
        boolean masks = policy.kind == FakeSnowflakeKind.MASKING_POLICY;
        if (!returns.equals(masks ? types.get(0) : "BOOLEAN")) {
            throw FakeSnowflakeException.invalid("Invalid return type " + returns);
        }
        policy.values.put("arguments", String.join(",", arguments));
        policy.values.put("types", String.join(";", types));
        policy.values.put("returns", returns);
        body(policy, tokens);
    }

    private static String type(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        String type = tokens.word();
        if (tokens.accepts("(")) {
            type += "(" + tokens.number();
            if (tokens.accepts(",")) {
                type += "," + tokens.number();
            }
            tokens.expect(")");
            type += ")";
        }
        return type;
    }

    /** Reads {@code -> expression}, up to COMMENT. */
    void body(FakeSnowflakeThing policy, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("->");
        String body = tokens.upTo("COMMENT");
        FakeSnowflakeTokens inside = new FakeSnowflakeTokens(body);
        int depth = 0;
        while (inside.peek().kind() != FakeSnowflakeTokens.Kind.END) {
            if (inside.accepts("FROM")) {
                account.get(FakeSnowflakeKind.TABLE, inside.name());
            } else {
                String symbol = inside.take().value();
                depth += symbol.equals("(") ? 1 : symbol.equals(")") ? -1 : 0;
            }
        }
        if (body.isEmpty() || depth != 0) {
            throw tokens.unexpected();
        }
        policy.values.put("body", body);
    }

    /** Does what ALTER says of a table's policies; false if it says something else. */
    boolean alterTable(FakeSnowflakeThing table, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        if (tokens.accepts("DROP ROW ACCESS POLICY")) {
            FakeSnowflakeThing policy = account.get(FakeSnowflakeKind.ROW_ACCESS_POLICY, tokens.name());
            if (!isOn(table, policy)) {
                throw FakeSnowflakeException.missing("Policy attachment", policy.last());
            }
            String before = table.values.remove(ROWS);
            try {
                if (tokens.accepts(",")) {
                    tokens.expect("ADD ROW ACCESS POLICY");
                    addRows(table, tokens);
                }
                tokens.end();
            } catch (FakeSnowflakeException refused) {
                table.values.put(ROWS, before);
                throw refused;
            }
            return true;
        }
        if (tokens.accepts("ADD ROW ACCESS POLICY")) {
            addRows(table, tokens);
            tokens.end();
            return true;
        }
        if (tokens.accepts("MODIFY COLUMN")) {
            mask(table, tokens);
            tokens.end();
            return true;
        }
        return false;
    }

    private void addRows(FakeSnowflakeThing table, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        FakeSnowflakeThing policy = account.get(FakeSnowflakeKind.ROW_ACCESS_POLICY, tokens.name());
        owned.check(policy);
        tokens.expect("ON (");
        List<String> columns = new ArrayList<>();
        do {
            columns.add(tokens.name().get(0));
        } while (tokens.accepts(","));
        tokens.expect(")");
        if (table.values.containsKey(ROWS)) {
            throw FakeSnowflakeException.invalid(
                    "Object %s already has a ROW_ACCESS_POLICY. Only one ROW_ACCESS_POLICY is allowed at a time."
                            .formatted(table.last()));
        }
        List<String> types = List.of(policy.value("types").split(";", -1));
        if (types.size() != columns.size()) {
            throw FakeSnowflakeException.invalid("Invalid number of columns for policy " + policy.last());
        }
        for (int i = 0; i < columns.size(); i++) {
            fits(table, columns.get(i), types.get(i));
            if (table.values.containsKey(MASK + columns.get(i))) {
                throw FakeSnowflakeException.invalid(
                        "Column '%s' already has a masking policy.".formatted(columns.get(i)));
            }
        }
        table.values.put(ROWS, String.join(".", policy.name) + " on " + String.join(",", columns));
    }

    private void mask(FakeSnowflakeThing table, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        String column = tokens.name().get(0);
        if (tokens.accepts("UNSET MASKING POLICY")) {
            fits(table, column, columns(table).getOrDefault(column, ""));
            table.values.remove(MASK + column);
            return;
        }
        tokens.expect("SET MASKING POLICY");
        FakeSnowflakeThing policy = account.get(FakeSnowflakeKind.MASKING_POLICY, tokens.name());
        owned.check(policy);
        fits(table, column, policy.value("types"));
        if (table.values.containsKey(MASK + column) && !tokens.accepts("FORCE")) {
            throw FakeSnowflakeException.invalid(
                    "Specified column already attached to another masking policy. A column cannot be attached to"
                            + " multiple masking policies. Please drop the current association in order to attach a"
                            + " new masking policy.");
        }
        tokens.accepts("FORCE");
        if (List.of(table.value(ROWS).replaceFirst(".* on ", "").split(",", -1)).contains(column)) {
            throw FakeSnowflakeException.invalid(
                    "Column '%s' is in the signature of a row access policy.".formatted(column));
        }
        table.values.put(MASK + column, String.join(".", policy.name));
    }

    private static void fits(FakeSnowflakeThing table, String column, String type) throws FakeSnowflakeException {
        String has = columns(table).get(column);
        if (has == null) {
            throw FakeSnowflakeException.invalid("invalid identifier '%s'".formatted(column));
        }
        if (!has.equals(type)) {
            throw FakeSnowflakeException.invalid(
                    "Column '%s' data type %s does not match argument type %s.".formatted(column, has, type));
        }
    }

    static Map<String, String> columns(FakeSnowflakeThing table) {
        return Stream.of(table.value("columns").split(";", -1))
                .map(column -> column.split(" ", 2))
                .filter(column -> column.length == 2)
                .collect(Collectors.toMap(column -> column[0], column -> column[1]));
    }

    static boolean isOn(FakeSnowflakeThing table, FakeSnowflakeThing policy) {
        String name = String.join(".", policy.name);
        return policy.kind == FakeSnowflakeKind.ROW_ACCESS_POLICY
                ? table.value(ROWS).startsWith(name + " on ")
                : table.values.entrySet().stream()
                        .anyMatch(value -> value.getKey().startsWith(MASK)
                                && value.getValue().equals(name));
    }
}
