package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each role of the shop may do, read from the templates as they are written. */
class AccessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ZONE =
            Pattern.compile("(?i)bucket(raw|processed|curated|quarantine)|prod-(raw|processed|curated|quarantine)-");
    /** Actions of which AWS knows no resource. */
    private static final Set<String> OF_NO_RESOURCE = Set.of("ecr:GetAuthorizationToken");

    @TempDir
    private static Path folder;

    /** Each role's statements, by what its logical id or name begins with. */
    private static Map<String, List<JsonNode>> roles;

    @BeforeAll
    static void synthesise() throws Exception {
        Synthesis.write(Shop.asWritten().plan(Standing.NOTHING), folder);
        roles = new TreeMap<>();
        for (String template : Synthesis.files(folder).values()) {
            JSON.readTree(template).path("Resources").properties().forEach(resource -> {
                JsonNode properties = resource.getValue().path("Properties");
                switch (resource.getValue().path("Type").asText()) {
                    case "AWS::IAM::Role" ->
                        roles.put(
                                resource.getKey().replaceAll("[0-9a-f]{8}(?=$|[A-Z])", ""),
                                statements(properties.path("Policies").path(0).path("PolicyDocument")));
                    case "AWS::SSO::PermissionSet" ->
                        roles.put(properties.path("Name").asText(), statements(properties.path("InlinePolicy")));
                    default -> {}
                }
            });
        }
    }

    private static List<JsonNode> statements(JsonNode policy) {
        List<JsonNode> statements = new ArrayList<>();
        policy.path("Statement").forEach(statements::add);
        return statements;
    }

    @Test
    void theseAreAllRoles() {
        assertThat(roles)
                .containsOnlyKeys(
                        "CaptureAppRole",
                        "CaptureAppStarter",
                        "RecorderRole",
                        "RefusedRole",
                        "GuestDatabricks",
                        "GuestSnowflake",
                        "analyst",
                        "oncall",
                        "support");
    }

    @ParameterizedTest
    @CsvSource({
        "CaptureAppRole, s3:GetObject, processed quarantine raw",
        "CaptureAppRole, s3:PutObject, processed quarantine raw",
        "CaptureAppRole, s3:DeleteObject, processed quarantine raw",
        "CaptureAppStarter, s3:GetObject, ''",
        "CaptureAppStarter, s3:PutObject, ''",
        "RecorderRole, s3:GetObject, ''",
        "RefusedRole, s3:GetObject, ''",
        "GuestDatabricks, s3:GetObject, curated processed quarantine raw",
        "GuestDatabricks, s3:PutObject, curated quarantine",
        "GuestDatabricks, s3:DeleteObject, curated quarantine",
        "GuestSnowflake, s3:GetObject, curated",
        "GuestSnowflake, s3:ListBucket, curated",
        "GuestSnowflake, s3:PutObject, ''",
        "GuestSnowflake, s3:DeleteObject, ''",
        "analyst, s3:GetObject, curated",
        "analyst, s3:PutObject, ''",
        "oncall, s3:GetObject, curated",
        "support, s3:GetObject, curated processed",
        "support, s3:PutObject, ''",
        "support, s3:DeleteObject, ''"
    })
    void roleReachesTheseZonesAndNoOthers(String role, String action, String zones) {
        Set<String> reached = new TreeSet<>();
        for (JsonNode statement : roles.get(role)) {
            if (actions(statement).contains(action)) {
                Matcher zone = ZONE.matcher(statement.path("Resource").toString());
                while (zone.find()) {
                    reached.add((zone.group(1) == null ? zone.group(2) : zone.group(1)).toLowerCase(Locale.ROOT));
                }
            }
        }

        assertThat(String.join(" ", reached)).isEqualTo(zones);
    }

    @Test
    void onlyTheServicesStarterReadsThePassword() {
        assertThat(roles.keySet().stream().filter(role -> may(role, "secretsmanager:GetSecretValue")))
                .containsExactly("CaptureAppStarter");
    }

    @Test
    void supportReadsNoTableOfWhichItSeesAPart() {
        assertThat(roles.get("support").toString())
                .contains("/orders/*", "/order_status_now/*")
                .doesNotContain("customers");
    }

    @Test
    void noActionIsAWildcardAndEveryResourceIsNamed() {
        roles.forEach((role, statements) -> statements.forEach(statement -> {
            Set<String> actions = actions(statement);
            assertThat(actions).as(role).noneMatch(action -> action.contains("*"));
            if (statement.path("Resource").asText().equals("*")) {
                assertThat(OF_NO_RESOURCE).as(role).containsAll(actions);
            }
        }));
    }

    private static boolean may(String role, String action) {
        return roles.get(role).stream().anyMatch(statement -> actions(statement).contains(action));
    }

    private static Set<String> actions(JsonNode statement) {
        assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
        Set<String> actions = new TreeSet<>();
        statement.path("Action").forEach(action -> actions.add(action.asText()));
        return actions;
    }
}
