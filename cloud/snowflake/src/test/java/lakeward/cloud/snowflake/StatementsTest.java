package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is sent for the shop: made, looked at, made less, taken away. In {@code src/test/golden/shop.sql} a statement is a
 * line, and what our comments say to us is left out.
 */
class StatementsTest {
    private static final Path GOLDEN = Path.of("src/test/golden/shop.sql");
    private static final long MOST_SECONDS = 60;

    private final Shop shop = Shops.guarded();
    private final Account account = new Account(shop);

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

    /** What the checker takes for an opaque command it has not understood: it must be one of those that it does not know. */
    @Test
    void anotherParserUnderstandsThem() throws Exception {
        Path file =
                Files.writeString(Path.of("target", "statements.txt"), String.join("\0", account(this::everything)));
        File found = new File("target/statements.json");
        Process checker = new ProcessBuilder("node", "target/checkers/parse.js", file.toString())
                .redirectOutput(found)
                .redirectError(new File("target/statements.errors"))
                .start();

        assertThat(checker.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThat(checker.exitValue())
                .as(Files.readString(Path.of("target/statements.errors")))
                .isZero();
        assertThat(Files.readString(found.toPath())).isEqualTo("");
    }

    private List<String> account(Runnable work) {
        work.run();
        return account.snowflake.statements();
    }

    private void everything() {
        Account.apply(shop.plan(Standing.NOTHING));
        Account.apply(shop.smaller().plan(Account.standing()));
        Account.apply(shop.nothing(Account.standing()));
    }

    private String sent() {
        StringBuilder sent = new StringBuilder();
        sent.append("-- Made\n").append(during(() -> Account.apply(shop.plan(Standing.NOTHING))));
        Standing[] standing = new Standing[1];
        sent.append("\n-- Looked at\n").append(during(() -> standing[0] = Account.standing()));
        sent.append("\n-- Made less\n")
                .append(during(() -> Account.apply(shop.smaller().plan(standing[0]))));
        standing[0] = Account.standing();
        sent.append("\n-- Taken away\n").append(during(() -> Account.apply(shop.nothing(standing[0]))));
        return sent.toString();
    }

    private String during(Runnable work) {
        int before = account.snowflake.statements().size();
        work.run();
        List<String> all = account.snowflake.statements();
        return all.subList(before, all.size()).stream().map(sql -> sql + ";\n").collect(Collectors.joining());
    }
}
