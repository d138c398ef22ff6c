package lakeward.cloud.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import lakeward.cloud.fake.FakeRegistry;
import lakeward.cloud.fake.FakeRegistry.Failure;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Registries that fail, refuse or are not there, and who we are to them. */
class FailuresTest {
    private static final String ECR = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop-prod-program:tag";

    @TempDir
    private Path folder;

    private final FakeRegistry registry = new FakeRegistry();
    private SmallProgram program;

    @BeforeEach
    void write() {
        program = SmallProgram.in(folder.resolve("here"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void deathAfterAnyCallIsMendedByDoingItAgain() {
        String wanted = program.publish(registry, "whole").manifest();
        int calls = registry.calls().size();
        assertThat(calls).isGreaterThan(10);

        for (int call = 0; call < calls; call++) {
            String name = "killed-" + call;
            registry.repository(name);
            registry.fail(Failure.DEAD, call, 1);
            assertThatThrownBy(() -> program.publish(registry, name))
                    .as("death at call %d", call)
                    .hasMessageContaining("answers 503, also after a while");
            registry.heal();

            assertThat(program.publish(registry, name).manifest())
                    .as("after a death at call %d", call)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void callThatFailsOnceIsMadeAgain() {
        String wanted = program.publish(registry, "whole").manifest();
        int calls = registry.calls().size();

        for (int call = 0; call < calls; call++) {
            registry.fail(Failure.UNAVAILABLE, call, 1);
            assertThat(program.publish(registry, "failed-" + call).manifest())
                    .as("503 at call %d", call)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void lostAnswersAreAskedForAgain() {
        String wanted = program.publish(registry, "whole").manifest();
        int calls = registry.calls().size();

        for (int call = 0; call < calls; call += 1 + calls / 6) {
            registry.fail(Failure.LOST, call, 1);
            assertThat(program.publish(registry, "lost-" + call).manifest())
                    .as("lost answer of call %d", call)
                    .isEqualTo(wanted);
        }
        // Sent again, the last call finds its own tag, and tags do not move.
        registry.fail(Failure.LOST, calls - 1, 1);
        assertThat(program.publish(registry, "lost-last").manifest()).isEqualTo(wanted);
    }

    @Test
    void registryThatStaysAwayIsToldAfterAFewTries() {
        String repository = registry.repository("tiny");
        registry.fail(Failure.UNAVAILABLE, 0, Integer.MAX_VALUE);

        fails(
                program.image(),
                repository,
                "Cannot push the program's image to %s: the registry of it answers 503, also after a while. What arrived is kept; try again later.");
        assertThat(registry.count()).isEqualTo(SmallProgram.SHORT.tries());
    }

    @Test
    void repositoryThatIsNotThereIsNamed() {
        fails(
                program.image(),
                registry.host() + "/none",
                "Cannot push the program's image to %s: there is no such repository. Make it, or apply the plan that does.");
    }

    @Test
    void rightThatIsMissingIsNamed() {
        String repository = registry.repository("tiny");
        registry.close("tiny");

        fails(
                program.image(),
                repository,
                "Cannot push the program's image to %%s: your credentials have no right to (the registry answers 403). Sign in with `docker login %s`, or have it granted."
                        .formatted(registry.host()));
    }

    @Test
    void baseThatIsMissingIsNamed() {
        String base = registry.repository("java") + ":17";

        fails(
                program.image(base),
                registry.repository("tiny"),
                "Cannot make the program's image: its base %s is not there, or not yours to pull (the registry answers 404). Correct its name, or name another in LAKEWARD_BASE_IMAGE."
                        .formatted(base));
    }

    @Test
    void nameThatIsNoneIsRefused() {
        fails(
                program.image(),
                "No Such Name",
                "Cannot push the program's image to %s on base scratch: one of them is no name of an image. Correct it.");
    }

    @Test
    void passwordOfTheDockerConfigurationLetsIn() throws IOException {
        registry.ask();
        String repository = registry.repository("tiny");
        withDockerConfig(FakeRegistry.PASSWORD, () -> program.image().publish(repository));
        assertThat(registry.tags("tiny")).hasSize(1);

        String other = registry.repository("other");
        withDockerConfig(
                "wrong-password",
                () -> assertThatThrownBy(() -> program.image().publish(other))
                        .hasMessage(
                                "Cannot push the program's image to %s: your credentials have no right to (the registry answers 401). Sign in with `docker login %s`, or have it granted.",
                                other, registry.host())
                        .satisfies(failed -> assertThat(everythingOf(failed)).doesNotContain("wrong-password")));
    }

    @Test
    void tokenOfEcrIsAskedForWithAwsCredentials() throws Exception {
        Logins logins = new Logins(SmallProgram.credentials(), Optional.of(registry.address()));

        assertThat(logins.to(ImageReference.parse(ECR)))
                .contains(Credential.from(FakeRegistry.USER, FakeRegistry.PASSWORD));
        assertThat(Logins.isEcr("111111111111.dkr.ecr-fips.us-east-1.amazonaws.com"))
                .isTrue();
        assertThat(Logins.isEcr("111111111111.dkr.ecr.eu-west-1.amazonaws.com.example.org"))
                .isFalse();
    }

    @Test
    void awsCredentialsThatNobodyKnowsAreToldAndNotShown() {
        ProgramImage image = new ProgramImage(
                program.contents(),
                "scratch",
                StaticCredentialsProvider.create(AwsBasicCredentials.create("WRONG", "aws-secret")),
                Optional.of(registry.address()),
                SmallProgram.SHORT);
        String repository = ECR.replace(":tag", "");

        assertThatThrownBy(() -> image.publish(repository))
                .hasMessageStartingWith("Cannot sign in to the registry of %s: AWS answers 400 (".formatted(repository))
                .hasMessageEndingWith("Look at your AWS credentials; they need the right to ecr:GetAuthorizationToken.")
                .satisfies(failed -> assertThat(everythingOf(failed)).doesNotContain("aws-secret"));
    }

    private static void fails(ProgramImage image, String repository, String message) {
        assertThatThrownBy(() -> image.publish(repository))
                .isInstanceOf(PlatformException.class)
                .hasMessage(message.replace("%s", repository));
    }

    private static String everythingOf(Throwable failed) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failed; each != null; each = each.getCause()) {
            text.append(each).append('\n');
        }
        return text.toString();
    }

    /** Lets the Docker configuration know a password; jib sends none without TLS unless it is told to. */
    private void withDockerConfig(String password, Runnable work) throws IOException {
        String auth = Base64.getEncoder()
                .encodeToString((FakeRegistry.USER + ":" + password).getBytes(StandardCharsets.UTF_8));
        Files.createDirectories(folder.resolve(".docker"));
        Files.writeString(
                folder.resolve(".docker/config.json"),
                "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.host(), auth));
        String home = System.setProperty("user.home", folder.toString());
        System.setProperty("sendCredentialsOverHttp", "true");
        try {
            work.run();
        } finally {
            System.setProperty("user.home", home);
            System.clearProperty("sendCredentialsOverHttp");
        }
    }
}
