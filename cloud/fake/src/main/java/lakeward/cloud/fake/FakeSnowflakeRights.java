package lakeward.cloud.fake;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lakeward.cloud.fake.FakeSnowflakeAccount.Right;

/** Grants of rights to roles. */
final class FakeSnowflakeRights {
    private static final Map<FakeSnowflakeKind, Set<String>> PRIVILEGES = Map.of(
            FakeSnowflakeKind.WAREHOUSE, Set.of("USAGE", "OPERATE", "MONITOR", "MODIFY"),
            FakeSnowflakeKind.DATABASE, Set.of("USAGE", "MONITOR", "MODIFY"),
            FakeSnowflakeKind.SCHEMA, Set.of("USAGE", "MONITOR", "MODIFY"),
            FakeSnowflakeKind.ICEBERG_TABLE, Set.of("SELECT", "INSERT", "REFERENCES"),
            FakeSnowflakeKind.TABLE, Set.of("SELECT", "INSERT", "UPDATE", "DELETE"));

    private final FakeSnowflakeAccount account;
    private final FakeSnowflakePolicies.Owned owned;

    FakeSnowflakeRights(FakeSnowflakeAccount account, FakeSnowflakePolicies.Owned owned) {
        this.account = account;
        this.owned = owned;
    }

    FakeSnowflakeRows grant(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        account.rights.add(read(tokens, "TO ROLE"));
        return FakeSnowflakeRows.status("Statement executed successfully.");
    }

    FakeSnowflakeRows revoke(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        account.rights.remove(read(tokens, "FROM ROLE"));
        return FakeSnowflakeRows.status("Statement executed successfully.");
    }

    private Right read(FakeSnowflakeTokens tokens, String whom) throws FakeSnowflakeException {
        String privilege = tokens.word();
        tokens.expect("ON");
        FakeSnowflakeKind kind = FakeSnowflakeKind.take(tokens);
        List<String> name = tokens.name();
        tokens.expect(whom);
        String role = tokens.name().get(0);
        tokens.end();
        FakeSnowflakeThing thing = account.get(kind, name);
        owned.check(thing);
        account.get(FakeSnowflakeKind.ROLE, List.of(role));
        if (!PRIVILEGES.getOrDefault(kind, Set.of()).contains(privilege)) {
            throw FakeSnowflakeException.invalid(
                    "Invalid object type '%s' for privilege '%s'".formatted(kind.words(), privilege));
        }
        return new Right(role, privilege, kind.name(), thing.name);
    }
}
