package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lakeward.contract.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Platforms that capture from a server which they don't run: that of a bank, behind a network that breaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteTest {
    private static final int CUTS = 8;

    private final List<Lakeward> branches = new ArrayList<>();
    private Path folder;
    private Lakeward bank;
    private TcpProxy proxy;
    private Map<String, String> environment;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        bank = new Lakeward(Bank.write(folder.resolve("bank")));
        bank.mustCall("up", "--detach");
        proxy = new TcpProxy(OwnServer.port(bank.project()));
        environment = Map.of("BANK_PASSWORD", OwnServer.password(bank.project()));
    }

    @AfterEach
    void stopBranches() throws Exception {
        for (Lakeward branch : branches) {
            branch.call("down");
            branch.call("detach");
        }
        branches.clear();
    }

    @AfterAll
    void stop() throws Exception {
        proxy.close();
        bank.call("down");
    }

    @Test
    void ownServerIsCapturedAndForgotten() throws Exception {
        Lakeward branch = pulled("branch");

        Lakeward.Outcome healthy = branch.mustCall("doctor");
        branch.mustCall("up", "--detach");

        assertThat(healthy.out()).contains("✓ wal_level is 'logical'");
        assertThat(branch.mustCall("verify").out()).contains("The books balance");
        assertThat(filesWith(branch.project(), environment.get("BANK_PASSWORD")))
                .as("files that hold the password")
                .isEmpty();
        String stopped = branch.mustCall("down").out();
        assertThat(stopped).contains("Slot lakeward_branch_app keeps the log from ");
        assertThat(branch.mustCall("detach").out()).startsWith("Detached app:");
        assertThat(count("select count(*) from pg_replication_slots where slot_name = 'lakeward_branch_app'"))
                .isZero();
        assertThat(count("select count(*) from pg_publication where pubname = 'lakeward_branch_app'"))
                .isZero();
    }

    @Test
    void cutConnectionsLoseNothing() throws Exception {
        long seed = Long.getLong("lakeward.seed", 42);
        Random random = new Random(seed);
        Lakeward branch = pulled("cut");
        proxy.cutAfter(100_000 + random.nextInt(400_000));
        branch.call("up", "--detach");
        assertThat(proxy.hasCut()).as("cut while the tables were read").isTrue();

        for (int cuts = 0; cuts < CUTS; cuts++) {
            proxy.cutAfter(1 + random.nextInt(50_000));
            while (!proxy.hasCut()) {
                branch.mustCall("status");
            }
        }

        assertThat(branch.mustCall("verify").out()).as("seed %d", seed).contains("The books balance");
    }

    @Test
    void fullDiskLosesNothingAndGoesOnWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.toString()), "a small disk");
        Lakeward branch = pulled("full");
        String state = disk.resolve("state").toString();
        try {
            branch.mustCall("up", "--detach", "--state", state);
            Path ballast = disk.resolve("ballast");
            fill(ballast);

            String problem = problemOf(branch, state);
            Files.delete(ballast);

            assertThat(problem).contains("No space left on device").contains("disk is full");
            assertThat(branch.mustCall("verify", "--state", state).out()).contains("The books balance");
        } finally {
            branch.call("down", "--state", state);
            branch.call("detach", "--state", state);
            mount("umount", disk.toString());
        }
    }

    @Test
    void serverThatIsNotThereIsAnErrorThatSaysWhatNext() throws Exception {
        Path project = Bank.writeRemote(folder.resolve("nowhere"), "nowhere", 1);

        Lakeward.Outcome pulled = new Lakeward(project, environment).call("schema", "pull");
        Lakeward.Outcome unnamed = new Lakeward(project, Map.of("BANK_PASSWORD", "")).call("schema", "pull");

        assertThat(pulled.exitCode()).isEqualTo(3);
        assertThat(pulled.err()).startsWith("Cannot").contains("127.0.0.1:1").doesNotContain("\tat ");
        assertThat(unnamed.exitCode()).isEqualTo(3);
    }

    /** Returns a project of its own slot, with the schema file as the server has it. */
    private Lakeward pulled(String name) throws Exception {
        Lakeward branch = new Lakeward(Bank.writeRemote(folder.resolve(name), name, proxy.port()), environment);
        branch.mustCall("schema", "pull");
        branches.add(branch);
        return branch;
    }

    private long count(String sql) throws IOException, SQLException {
        try (Connection connection = OwnServer.connect(bank.project());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static String problemOf(Lakeward branch, String state) throws Exception {
        for (int looks = 0; looks < 120; looks++) {
            String problem = branch.mustCall("status", "--json", "--state", state)
                    .json()
                    .path("databases")
                    .path(0)
                    .path("problem")
                    .asText();
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        throw new AssertionError("the full disk was never noticed");
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[64 << 10];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean mount(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
