package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lakeward.cloud.fake.Shop;
import lakeward.cloud.fake.StatementParser;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is sent for the shop: made, looked at, made less, taken away. In {@code src/test/golden/shop.sql} a statement is a
 * line, and what our comments say to us is left out.
 */
class StatementsTest {
    private static final Path GOLDEN = Path.of("src/test/golden/shop.sql");

    private static final StatementParser PARSER = new StatementParser("snowflake");

    private static final Shop SHOP = Account.shop();
    private final Account account = new Account(SHOP);

    @AfterEach
    void stop() {
        account.close();
    }

    @Test
    void shopIsMadeAndTakenAwayByTheseStatements() throws IOException {
        String sent = sent().replaceAll("\\\\nlakeward \\{[^']*(''[^']*)*'", "\\\\nlakeward …'");

        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, sent);
        }
        assertThat(sent).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void anotherParserUnderstandsWhatItKnows() throws Exception {
        sent();
        List<String> statements = account.snowflake.statements();

        List<String> kinds = PARSER.kinds(statements);

        Set<String> unknown = new TreeSet<>();
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i).equals("opaque") || kinds.get(i).startsWith("error")) {
                unknown.add(statements.get(i).split(" (IF|\"|LIKE|TO)", 2)[0]);
            }
        }
        // Read line by line beside Snowflake's reference instead.
        assertThat(unknown)
                .containsExactly(
                        "ALTER MASKING POLICY",
                        "ALTER ROW ACCESS POLICY",
                        "CREATE AUTHENTICATION POLICY",
                        "CREATE CATALOG INTEGRATION",
                        "CREATE DATABASE",
                        "CREATE EXTERNAL VOLUME",
                        "CREATE MASKING POLICY",
                        "CREATE NETWORK POLICY",
                        "CREATE NETWORK RULE",
                        "CREATE ROLE",
                        "CREATE ROW ACCESS POLICY",
                        "CREATE SCHEMA",
                        "CREATE STORAGE INTEGRATION",
                        "CREATE USER",
                        "CREATE WAREHOUSE",
                        "DESCRIBE AUTHENTICATION POLICY",
                        "DESCRIBE MASKING POLICY",
                        "DESCRIBE NETWORK POLICY",
                        "DESCRIBE NETWORK RULE",
                        "DESCRIBE ROW ACCESS POLICY",
                        "DESCRIBE STORAGE INTEGRATION",
                        "DROP AUTHENTICATION POLICY",
                        "DROP CATALOG INTEGRATION",
                        "DROP EXTERNAL VOLUME",
                        "DROP MASKING POLICY",
                        "DROP NETWORK POLICY",
                        "DROP NETWORK RULE",
                        "DROP ROLE",
                        "DROP ROW ACCESS POLICY",
                        "DROP SCHEMA",
                        "DROP STORAGE INTEGRATION",
                        "DROP USER",
                        "DROP WAREHOUSE",
                        "GRANT SELECT ON ICEBERG TABLE",
                        "SHOW GRANTS",
                        "SHOW PARAMETERS");
    }

    @Test
    void anotherParserUnderstandsWhatPoliciesAsk() throws Exception {
        sent();
        List<String> bodies = account.snowflake.statements().stream()
                .filter(sql -> sql.contains(" -> "))
                .map(sql -> "SELECT " + sql.replaceFirst(".* -> ", "").replaceFirst(" COMMENT = .*", ""))
                .toList();

        assertThat(bodies).hasSize(4);
        assertThat(PARSER.kinds(bodies)).containsOnly("select");
    }

    @Test
    void anotherParserKnowsTheTypesOfAllColumns() throws Exception {
        List<String> tables = SHOP.plan(Standing.NOTHING).steps().stream()
                .filter(step -> step.id().startsWith("snowflake:table:"))
                .flatMap(step -> new Facts(step.id(), step.part().content()).each("columns").stream())
                .map(column -> "SELECT CAST(NULL AS %s)".formatted(column.text("type")))
                .distinct()
                .toList();

        assertThat(tables).hasSizeGreaterThan(5);
        assertThat(PARSER.kinds(tables)).containsOnly("select");
    }

    private String sent() {
        StringBuilder sent = new StringBuilder();
        sent.append("-- Made\n").append(during(() -> Account.apply(SHOP.plan(Standing.NOTHING))));
        Standing[] standing = new Standing[1];
        sent.append("\n-- Looked at\n").append(during(() -> standing[0] = Account.standing()));
        sent.append("\n-- Made less\n")
                .append(during(() -> Account.apply(SHOP.smaller().plan(standing[0]))));
        standing[0] = Account.standing();
        sent.append("\n-- Taken away\n").append(during(() -> Account.apply(SHOP.nothing(standing[0]))));
        return sent.toString();
    }

    private String during(Runnable work) {
        int before = account.snowflake.statements().size();
        work.run();
        List<String> all = account.snowflake.statements();
        return all.subList(before, all.size()).stream().map(sql -> sql + ";\n").collect(Collectors.joining());
    }
}
