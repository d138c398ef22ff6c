package lakeward.cloud.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import lakeward.core.plan.Plan;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said where Node is missing, old or broken, and where the program that needs it is. */
class SynthProcessTest {
    private static final Plan NOTHING = new Plan("shop", "prod", "2026-06-15", List.of());

    @TempDir
    private Path folder;

    private SynthProcess with(String node) {
        return new SynthProcess(folder.resolve("program"), folder.resolve("templates"), node);
    }

    private String node(String script) throws IOException {
        Path node = Files.writeString(folder.resolve("node"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwx------"));
        return node.toString();
    }

    @Test
    void missingNodeIsTold() {
        assertThatThrownBy(() -> with("no-such-node").templates(NOTHING))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        thrown -> assertThat(thrown.fault()).isEqualTo(Fault.ENVIRONMENT))
                .hasMessage(
                        "Cannot write AWS templates: the AWS CDK needs Node, and there is no 'no-such-node' on the path. Install Node 22; all else works without it.");
        assertThat(folder.resolve("templates")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"echo v18.20.4, v18.20.4", "echo nonsense, nonsense"})
    void oldNodeIsTold(String script, String version) throws IOException {
        SynthProcess old = with(node(script));

        assertThatThrownBy(() -> old.templates(NOTHING))
                .hasMessage(
                        "Cannot write AWS templates: Node on the path is %s, and the AWS CDK needs 20 or newer. Install Node 22."
                                .formatted(version));
    }

    @Test
    void nodeThatFailsIsToldWithWhatItSays() throws IOException {
        SynthProcess broken = with(node("echo 'node: libatomic.so.1: cannot open shared object file' >&2; exit 127"));

        assertThatThrownBy(() -> broken.templates(NOTHING))
                .hasMessage(
                        "Cannot write AWS templates: Node on the path does not run (node: libatomic.so.1: cannot open shared object file). Install Node 22.");
    }

    @Test
    void programThatFailsIsAFaultOfOurs() throws IOException {
        SynthProcess without = with(node("echo v22.1.0"));

        assertThatThrownBy(() -> without.templates(NOTHING))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        thrown -> assertThat(thrown.fault()).isEqualTo(Fault.BUG))
                .hasMessage(
                        "Cannot write AWS templates: the program that does failed (exit code 1). Report it with the plan.");
    }
}
