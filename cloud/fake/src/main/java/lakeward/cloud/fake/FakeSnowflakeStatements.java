package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lakeward.cloud.fake.FakeSnowflakeKind.Property;

/** A session: does statements as one role. */
final class FakeSnowflakeStatements {
    private final FakeSnowflakeAccount account;
    private final String role;
    private final FakeSnowflakeQueries queries;
    private final FakeSnowflakePolicies policies;
    private final FakeSnowflakeRights rights;
    private Optional<String> warehouse = Optional.empty();

    FakeSnowflakeStatements(FakeSnowflakeAccount account, String role) {
        this.account = account;
        this.role = role;
        this.queries = new FakeSnowflakeQueries(account, role);
        this.policies = new FakeSnowflakePolicies(account, this::owned);
        this.rights = new FakeSnowflakeRights(account, this::owned);
    }

    FakeSnowflakeRows execute(String sql) throws FakeSnowflakeException {
        FakeSnowflakeTokens tokens = new FakeSnowflakeTokens(sql);
        return switch (tokens.word()) {
            case "CREATE" -> create(tokens);
            case "ALTER" -> alter(tokens);
            case "DROP" -> drop(tokens);
            case "USE" -> use(tokens);
            case "GRANT" -> rights.grant(tokens);
            case "REVOKE" -> rights.revoke(tokens);
            case "SHOW" -> queries.show(tokens);
            case "DESCRIBE", "DESC" -> queries.describe(tokens);
            case "SELECT" -> queries.select(tokens, this::runningWarehouse);
            default -> throw new FakeSnowflakeTokens(sql).unexpected();
        };
    }

    private FakeSnowflakeRows use(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("WAREHOUSE");
        List<String> name = tokens.name();
        tokens.end();
        account.get(FakeSnowflakeKind.WAREHOUSE, name);
        warehouse = Optional.of(name.get(0));
        return done();
    }

    /** Returns the session's warehouse, awake. */
    private String runningWarehouse() throws FakeSnowflakeException {
        if (warehouse.isEmpty()
                || account.find(FakeSnowflakeKind.WAREHOUSE, List.of(warehouse.get()))
                        .isEmpty()) {
            throw FakeSnowflakeException.noWarehouse();
        }
        if (account.exhausted) {
            throw FakeSnowflakeException.noCredits(warehouse.get());
        }
        return warehouse.get();
    }

    private FakeSnowflakeRows create(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        FakeSnowflakeKind kind = FakeSnowflakeKind.take(tokens);
        boolean lenient = kind.isCreatedLeniently() && tokens.accepts("IF NOT EXISTS");
        List<String> name = named(kind, tokens);
        mayCreate(kind, name);
        if (account.isTaken(kind, name)) {
            if (lenient) {
                return FakeSnowflakeRows.status("%s already exists, statement succeeded.".formatted(name));
            }
            throw FakeSnowflakeException.taken(String.join(".", name));
        }
        FakeSnowflakeThing thing = new FakeSnowflakeThing(kind, name, role, 0);
        switch (kind) {
            case MASKING_POLICY, ROW_ACCESS_POLICY -> policies.read(thing, tokens);
            case TABLE -> columns(thing, tokens);
            default -> {}
        }
        properties(thing, tokens, true);
        tokens.end();
        FakeSnowflakeChecks.check(account, thing);
        if (kind == FakeSnowflakeKind.ICEBERG_TABLE) {
            runningWarehouse();
        }
        account.add(kind, name, role).values.putAll(thing.values);
        if (kind == FakeSnowflakeKind.WAREHOUSE) {
            warehouse = Optional.of(name.get(0));
        }
        if (kind == FakeSnowflakeKind.DATABASE) {
            account.add(FakeSnowflakeKind.SCHEMA, List.of(name.get(0), "PUBLIC"), role);
        }
        return FakeSnowflakeRows.status("%s %s successfully created.".formatted(kind, thing.last()));
    }

    private void mayCreate(FakeSnowflakeKind kind, List<String> name) throws FakeSnowflakeException {
        if (account.denied.contains("CREATE " + kind.created()) && role.equals(FakeSnowflake.ROLE)) {
            throw kind.depth() == 1
                    ? FakeSnowflakeException.forbidden("account", account.name)
                    : FakeSnowflakeException.forbidden("schema", name.get(name.size() - 2));
        }
        if (kind.depth() > 1) {
            FakeSnowflakeKind parent = kind.depth() == 2 ? FakeSnowflakeKind.DATABASE : FakeSnowflakeKind.SCHEMA;
            owned(account.get(parent, name.subList(0, name.size() - 1)));
        }
    }

    private static List<String> named(FakeSnowflakeKind kind, FakeSnowflakeTokens tokens)
            throws FakeSnowflakeException {
        List<String> name = tokens.name();
        if (name.size() != kind.depth()) {
            throw FakeSnowflakeException.invalid(
                    "Cannot perform operation. This session does not have a current database.");
        }
        return name;
    }

    private static void columns(FakeSnowflakeThing thing, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("(");
        List<String> columns = new ArrayList<>();
        do {
            String column = tokens.name().get(0);
            tokens.expect("VARCHAR");
            columns.add(column + (tokens.accepts("NOT NULL") ? " not null" : ""));
        } while (tokens.accepts(","));
        tokens.expect(")");
        thing.values.put("columns", String.join(",", columns));
    }

    private static void properties(FakeSnowflakeThing thing, FakeSnowflakeTokens tokens, boolean creating)
            throws FakeSnowflakeException {
        List<String> seen = new ArrayList<>();
        while (tokens.peek().kind() != FakeSnowflakeTokens.Kind.END) {
            String name = tokens.word();
            Optional<Property> property = thing.kind.property(name);
            if (property.isEmpty()
                    || seen.contains(name)
                    || !(creating || property.get().later())) {
                throw FakeSnowflakeException.invalid(
                        "invalid property '%s' for '%s'".formatted(name, thing.kind.words()));
            }
            seen.add(name);
            tokens.expect("=");
            thing.values.put(name, FakeSnowflakeValues.read(property.get(), tokens));
        }
        for (Property property : thing.kind.properties()) {
            if (creating && property.isRequired() && !seen.contains(property.name())) {
                throw FakeSnowflakeException.invalid("Missing option(s): " + property.name());
            }
        }
        if (!creating && seen.isEmpty()) {
            throw tokens.unexpected();
        }
    }

    private FakeSnowflakeRows alter(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        FakeSnowflakeKind kind = FakeSnowflakeKind.take(tokens);
        FakeSnowflakeThing thing = account.get(kind, named(kind, tokens));
        owned(thing);
        boolean isTable = kind == FakeSnowflakeKind.TABLE || kind == FakeSnowflakeKind.ICEBERG_TABLE;
        if (isTable && policies.alterTable(thing, tokens)) {
            return done();
        }
        if (kind == FakeSnowflakeKind.TABLE && tokens.accepts("ADD COLUMN IF NOT EXISTS")) {
            String column = tokens.name().get(0);
            tokens.expect("VARCHAR");
            tokens.end();
            if (!List.of(thing.value("columns").split(",", -1)).contains(column)) {
                thing.values.put("columns", thing.value("columns") + "," + column);
            }
            return done();
        }
        tokens.expect("SET");
        boolean isPolicy = kind == FakeSnowflakeKind.MASKING_POLICY || kind == FakeSnowflakeKind.ROW_ACCESS_POLICY;
        if (isPolicy && tokens.accepts("BODY")) {
            policies.body(thing, tokens);
            tokens.end();
            return done();
        }
        FakeSnowflakeThing changed = new FakeSnowflakeThing(kind, thing.name, thing.owner, thing.number);
        changed.values.putAll(thing.values);
        properties(changed, tokens, false);
        FakeSnowflakeChecks.check(account, changed);
        thing.values.putAll(changed.values);
        return done();
    }

    private FakeSnowflakeRows drop(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        FakeSnowflakeKind kind = FakeSnowflakeKind.take(tokens);
        boolean lenient = tokens.accepts("IF EXISTS");
        List<String> name = named(kind, tokens);
        tokens.end();
        if (lenient && account.find(kind, name).isEmpty()) {
            return FakeSnowflakeRows.status(
                    "Drop statement executed successfully (%s already dropped).".formatted(String.join(".", name)));
        }
        FakeSnowflakeThing thing = account.get(kind, name);
        owned(thing);
        FakeSnowflakeChecks.unused(account, thing);
        account.remove(thing);
        return FakeSnowflakeRows.status("%s successfully dropped.".formatted(thing.last()));
    }

    private void owned(FakeSnowflakeThing thing) throws FakeSnowflakeException {
        if (!thing.owner.equals(role)) {
            throw FakeSnowflakeException.forbidden(
                    thing.kind.words().toLowerCase(Locale.ROOT), String.join(".", thing.name));
        }
    }

    private static FakeSnowflakeRows done() {
        return FakeSnowflakeRows.status("Statement executed successfully.");
    }
}
