package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    private static AccessTable table;

    @BeforeAll
    static void synthesise() throws Exception {
        Synthesis.write(Shop.asWritten().plan(Standing.NOTHING), folder);
        written = Synthesis.files(folder);
        table = AccessTable.read("access.txt");
    }

    @Test
    void templatesAllowWhatTheTableAllowsAndNothingThatItRefuses() throws Exception {
        assertThat(table.rows()).hasSizeGreaterThan(FEWEST_ROWS);
        assertThat(table.wrong(written)).isEmpty();
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

        assertThat(table.wrong(broken)).as(what).anyMatch(row -> row.endsWith("| " + why));
    }

    @Test
    void withoutAnyRefusalOfPlainTextTheLakeWouldAnswerIt() throws Exception {
        Map<String, String> broken = new TreeMap<>(written);
        broken.replaceAll((name, text) -> text.replace("\"aws:SecureTransport\"", "\"aws:SecureTransports\""));

        assertThat(table.wrong(broken)).anyMatch(row -> row.endsWith("| without TLS"));
    }
}
