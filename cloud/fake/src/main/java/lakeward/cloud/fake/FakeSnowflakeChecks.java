package lakeward.cloud.fake;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What must hold between objects. */
final class FakeSnowflakeChecks {
    private static final String ARN = "arn:aws:iam::\\d{12}:role/.+";
    private static final String ADDRESS = "\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?";
    private static final Set<String> METHODS =
            Set.of("ALL", "SAML", "PASSWORD", "OAUTH", "KEYPAIR", "PROGRAMMATIC_ACCESS_TOKEN", "WORKLOAD_IDENTITY");

    private FakeSnowflakeChecks() {}

    static void check(FakeSnowflakeAccount account, FakeSnowflakeThing thing) throws FakeSnowflakeException {
        switch (thing.kind) {
            case EXTERNAL_VOLUME -> {
                List<String> place = List.of(thing.value("STORAGE_LOCATIONS").split(" ", -1));
                for (String pattern : List.of(
                        "NAME=.+", "STORAGE_PROVIDER=S3", "STORAGE_BASE_URL=s3://.+/", "STORAGE_AWS_ROLE_ARN=" + ARN)) {
                    valid(place.stream().anyMatch(property -> property.matches(pattern)), place.toString());
                }
            }
            case STORAGE_INTEGRATION -> {
                valid(thing.value("STORAGE_AWS_ROLE_ARN").matches(ARN), thing.value("STORAGE_AWS_ROLE_ARN"));
                each(thing.value("STORAGE_ALLOWED_LOCATIONS"), "s3://.+/");
            }
            case NETWORK_RULE -> each(thing.value("VALUE_LIST"), ADDRESS);
            case NETWORK_POLICY -> {
                for (List<String> rule : FakeSnowflakeValues.names(thing.value("ALLOWED_NETWORK_RULE_LIST"))) {
                    account.get(FakeSnowflakeKind.NETWORK_RULE, rule);
                }
                if (!thing.value("ALLOWED_IP_LIST").isEmpty()) {
                    each(thing.value("ALLOWED_IP_LIST"), ADDRESS);
                }
            }
            case AUTHENTICATION_POLICY -> {
                for (String method : thing.value("AUTHENTICATION_METHODS").split(",", -1)) {
                    valid(METHODS.contains(method), method);
                }
            }
            case USER -> {
                if (!thing.value("NETWORK_POLICY").isEmpty()) {
                    account.get(FakeSnowflakeKind.NETWORK_POLICY, List.of(thing.value("NETWORK_POLICY")));
                }
            }
            case ICEBERG_TABLE -> table(account, thing);
            default -> {}
        }
    }

    private static void table(FakeSnowflakeAccount account, FakeSnowflakeThing table) throws FakeSnowflakeException {
        account.get(FakeSnowflakeKind.EXTERNAL_VOLUME, List.of(table.value("EXTERNAL_VOLUME")));
        FakeSnowflakeThing catalog =
                account.get(FakeSnowflakeKind.CATALOG_INTEGRATION, List.of(table.value("CATALOG")));
        valid(catalog.value("ENABLED").equals("TRUE"), "integration is not enabled: " + catalog.last());
        valid(catalog.value("TABLE_FORMAT").equals("DELTA"), "BASE_LOCATION");
        Map<String, String> columns = account.logs.get(table.value("BASE_LOCATION"));
        if (columns == null) {
            throw FakeSnowflakeException.noLog(table.value("BASE_LOCATION"));
        }
        StringBuilder all = new StringBuilder();
        columns.forEach((name, type) -> all.append(name.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(type)
                .append(';'));
        table.values.putIfAbsent("columns", all.toString());
    }

    private static void each(String list, String pattern) throws FakeSnowflakeException {
        for (String value : list.split(",", -1)) {
            valid(value.matches(pattern), value);
        }
    }

    private static void valid(boolean holds, String value) throws FakeSnowflakeException {
        if (!holds) {
            throw FakeSnowflakeException.invalid("invalid value [%s]".formatted(value));
        }
    }

    /** Refuses to drop what others need, where Snowflake does. */
    static void unused(FakeSnowflakeAccount account, FakeSnowflakeThing thing) throws FakeSnowflakeException {
        for (FakeSnowflakeThing other : account.all()) {
            if (uses(other, thing)) {
                throw FakeSnowflakeException.used(thing.kind.toString(), thing.last(), String.join(".", other.name));
            }
        }
    }

    private static boolean uses(FakeSnowflakeThing other, FakeSnowflakeThing thing) throws FakeSnowflakeException {
        return switch (thing.kind) {
            case EXTERNAL_VOLUME -> other.value("EXTERNAL_VOLUME").equals(thing.last());
            case CATALOG_INTEGRATION -> other.value("CATALOG").equals(thing.last());
            case NETWORK_POLICY -> other.value("NETWORK_POLICY").equals(thing.last());
            case NETWORK_RULE ->
                FakeSnowflakeValues.names(other.value("ALLOWED_NETWORK_RULE_LIST"))
                        .contains(thing.name);
            case MASKING_POLICY, ROW_ACCESS_POLICY -> FakeSnowflakePolicies.isOn(other, thing);
            default -> false;
        };
    }
}
