package lakeward.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.cloud.cloudformation.CloudFormation;
import lakeward.cloud.cloudformation.Images;
import lakeward.cloud.cloudformation.Patience;
import lakeward.cloud.cloudformation.SynthProcess;
import lakeward.cloud.databricks.DatabricksProvider;
import lakeward.cloud.deployment.Deployment;
import lakeward.cloud.snowflake.SnowflakeProvider;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Site;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;

/** The vendors of targets in the cloud. The only class here that sees their clients: other commands start without them. */
final class Clouds {
    /** Where the program's other parts are, as the launcher says. */
    private static final String HOME = "lakeward.home";

    /** How long AWS may look for changes by hand: a minute or two for a stack of hundreds, all stacks at once. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(15);

    private static final String ROLE = "OrganizationAccountAccessRole";

    private Clouds() {}

    /** Writes the AWS templates of a plan into a folder, and returns how many. */
    static int synthesise(Plan plan, Path folder) {
        return new SynthProcess(program(), folder).templates(plan).stacks().size();
    }

    /**
     * Opens the vendors of a plan's target.
     *
     * @param plan for its sites; of anything that may stand
     * @param image the tag of the program's image, if it was pushed
     */
    static Deployment open(Plan plan, Optional<String> image) {
        return open(plan, image, false);
    }

    private static Deployment open(Plan plan, Optional<String> image, boolean byHand) {
        List<Site> sites =
                plan.steps().stream().map(step -> step.part().site()).distinct().toList();
        List<Provider> providers = new ArrayList<>();
        List<Site> aws =
                sites.stream().filter(site -> site.vendor() == Vendor.AWS).toList();
        Path templates = temporary();
        CloudFormation stacks = new CloudFormation(
                plan.platform(),
                plan.target(),
                aws,
                Optional.ofNullable(System.getenv("LAKEWARD_AWS_ROLE")).orElse(ROLE),
                aws.stream().flatMap(site -> site.region().stream()).findFirst().orElse("us-east-1"),
                Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")).map(URI::create),
                wanted -> new SynthProcess(program(), templates).templates(wanted),
                pushed(image),
                Patience.DEFAULT);
        providers.add(byHand ? stacks.askingForChangesByHand(LONGEST_LOOK) : stacks);
        account(sites, Vendor.SNOWFLAKE)
                .ifPresent(account -> providers.add(new SnowflakeProvider(plan.platform(), plan.target(), account)));
        account(sites, Vendor.DATABRICKS)
                .ifPresent(
                        workspace -> providers.add(DatabricksProvider.open(plan.platform(), plan.target(), workspace)));
        return new Deployment(providers);
    }

    /**
     * Asks a plan's vendors what stands.
     *
     * @param byHand whether AWS is also asked what somebody changed by hand; Snowflake and Databricks tell that anyway
     */
    static Standing standing(Plan plan, boolean byHand) {
        try (Deployment deployment = open(plan, Optional.empty(), byHand)) {
            return deployment.standing();
        }
    }

    private static Optional<String> account(List<Site> sites, Vendor vendor) {
        return sites.stream()
                .filter(site -> site.vendor() == vendor)
                .flatMap(site -> site.account().stream())
                .findFirst();
    }

    private static Images pushed(Optional<String> image) {
        return repository -> image.orElseThrow(() -> new PlatformException(
                Fault.DEFINITION,
                "Cannot make the services: they start the program from repository %s, and nobody said which image there. Push one, then give its tag with --image-tag."
                        .formatted(repository)));
    }

    private static Path program() {
        String home = System.getProperty(HOME);
        if (home == null || !Files.isDirectory(Path.of(home, "aws"))) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write AWS templates: the program that does is not in %s. Start lakeward by its own launcher."
                            .formatted(home == null ? "any known folder" : Path.of(home, "aws")));
        }
        return Path.of(home, "aws");
    }

    private static Path temporary() {
        try {
            Path folder = Files.createTempDirectory("lakeward-templates");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // The system empties its own folder for temporary files.
        }
    }
}
