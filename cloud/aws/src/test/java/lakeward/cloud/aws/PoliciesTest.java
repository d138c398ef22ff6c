package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code access.txt} says is allowed and refused, asked of the templates as they are written. */
class PoliciesTest {
    private static final int FEWEST_ROWS = 60;

    @TempDir
    private static Path folder;

    private static Map<String, String> written;
    private static List<Row> rows;

    private record Row(Policies.Request request, boolean allowed, String text) {}

    @BeforeAll
    static void synthesise() throws Exception {
        Synthesis.write(Shop.asWritten().plan(Standing.NOTHING), folder);
        written = Synthesis.files(folder);
        rows = Files.readAllLines(Path.of("src/test/resources/access.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(PoliciesTest::row)
                .toList();
    }

    private static Row row(String line) {
        String[] cells = line.split(" *\\| *", -1);
        Map<String, String> context = new TreeMap<>();
        for (String pair : cells[3].isEmpty() ? new String[0] : cells[3].split(";", -1)) {
            String[] keyAndValue = pair.split("=", 2);
            context.put(keyAndValue[0], keyAndValue[1]);
        }
        boolean allowed = switch (cells[4]) {
            case "allowed" -> true;
            case "refused" -> false;
            default -> throw new AssertionError("no verdict in " + line);
        };
        return new Row(new Policies.Request(cells[0], cells[1], arn(cells[2]), context), allowed, line);
    }

    /** Returns the full name of what the table calls by a short one. */
    private static String arn(String name) {
        String here = "eu-west-1:111111111111";
        return switch (name) {
            case "key" -> "arn:aws:kms:%s:key/lake".formatted(here);
            case "password" -> "arn:aws:secretsmanager:%s:secret:rds!cluster-app".formatted(here);
            case "image" -> "arn:aws:ecr:%s:repository/shop-prod-program".formatted(here);
            case "log" -> "arn:aws:logs:%s:log-group:/lakeward/shop-prod-capture-app:log-stream:1".formatted(here);
            default ->
                name.startsWith("arn:") || name.equals("*")
                        ? name
                        : "arn:aws:s3:::" + name.replaceFirst("^([a-z]+)", "shop-prod-$1-111111111111");
        };
    }

    private static List<String> wrong(Map<String, String> templates) throws Exception {
        Policies policies = new Policies(templates);
        List<String> wrong = new ArrayList<>();
        for (Row row : rows) {
            if (policies.allows(row.request()) != row.allowed()) {
                wrong.add(row.text());
            }
        }
        return wrong;
    }

    @Test
    void templatesAllowWhatTheTableAllowsAndNothingThatItRefuses() throws Exception {
        assertThat(rows).hasSizeGreaterThan(FEWEST_ROWS);
        assertThat(wrong(written)).isEmpty();
    }

    /** Each breaks one policy in the written text; the table must notice it at the row that ends so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "guardrails  | whose objects are raw          | not even an administrator reads zone raw | shop-prod-raw- | shop-prod-rare-",
                "guardrails  | the region                     | another region                           | \"eu-west-1\" | \"us-east-1\"",
                "guardrails  | the way by CloudFormation      | the templates close it                   | cloudformation.amazonaws.com | nobody.amazonaws.com",
                "guardrails  | a narrowed trail               | nobody narrows the trail by hand         | cloudtrail:UpdateTrail | cloudtrail:Nothing",
                "guardrails  | leaving                        | no account leaves                        | organizations:LeaveOrganization | organizations:Nothing",
                "lake        | the key's own policy           | what it reads is encrypted               | :root | :user/somebody",
                "audit-store | TLS to the audit               | without TLS                              | aws:SecureTransport | aws:SecureTransports",
                "audit-store | whose trail                    | a stranger's trail                       | cloudtrail:eu-west-1:111111111111 | cloudtrail:eu-west-1:999999999999",
                "roles       | the external id                | another customer's id                    | StringEquals | StringNotEquals",
                "roles       | a vendor that writes           | Snowflake writes nothing                 | \"kms:Decrypt\" | \"kms:*\"",
                "services    | a wildcard of actions          | a step changes no bucket                 | \"s3:ListBucket\" | \"s3:*\"",
                "services    | what of the password           | rotation is the database's               | secretsmanager:GetSecretValue | secretsmanager:*",
                "people      | a folder                       | not granted                              | /order_status_now/* | /*",
                "network     | the way to buckets of others   | the private way leads to the lake alone  | s3:::shop-prod-raw-111111111111/* | s3:::*",
                "network     | the way to passwords           | the private way is for reading           | secretsmanager:GetSecretValue | secretsmanager:*"
            })
    void brokenPolicyIsNoticed(String stack, String what, String why, String from, String to) throws Exception {
        Map<String, String> broken = new TreeMap<>(written);
        String file = "shop-prod-%s.template.json".formatted(stack);
        broken.computeIfPresent(file, (name, text) -> text.replace(from, to));
        assertThat(broken.get(file)).as(what).isNotEqualTo(written.get(file));

        assertThat(wrong(broken)).as(what).anyMatch(row -> row.endsWith("| " + why));
    }

    @Test
    void withoutAnyRefusalOfPlainTextTheLakeWouldAnswerIt() throws Exception {
        Map<String, String> broken = new TreeMap<>(written);
        broken.replaceAll((name, text) -> text.replace("\"aws:SecureTransport\"", "\"aws:SecureTransports\""));

        assertThat(wrong(broken)).anyMatch(row -> row.endsWith("| without TLS"));
    }
}
