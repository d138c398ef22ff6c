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
import lakeward.cloud.image.ImageContents;
import lakeward.cloud.image.ProgramImage;
import lakeward.cloud.snowflake.SnowflakeProvider;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Site;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;
import lakeward.definition.Definitions;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

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
     * Opens the vendors of a plan's target, to have services run.
     *
     * @param plan for its sites; of anything that may stand
     * @param project the folder of the definition that services run
     * @param isPushed whether somebody pushed the program's image; made and pushed where it is missing, otherwise
     */
    static Deployment open(Plan plan, Path project, boolean isPushed) {
        Images pushed = (repository, tag, credentials) -> {};
        return open(plan, isPushed ? pushed : made(plan.platform(), project), false);
    }

    /** Returns the tag of the image of this program and a project. */
    static String imageTag(String platform, Path project) {
        return ProgramImage.tag(contents(platform, project), base());
    }

    private static Images made(String platform, Path project) {
        return (repository, tag, credentials) -> {
            String made = new ProgramImage(
                            contents(platform, project),
                            base(),
                            credentials,
                            endpoint(),
                            lakeward.cloud.image.Patience.DEFAULT)
                    .publish(repository);
            if (!made.equals(tag)) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot start services from image %s: while others were made, the definition or the program changed, whose image is %s. Make a new plan."
                                .formatted(tag, made));
            }
        };
    }

    /** Opens the vendors of a plan's target, to ask or to take away. */
    static Deployment open(Plan plan) {
        return open(plan, Clouds::none, false);
    }

    private static void none(String repository, String tag, AwsCredentialsProvider credentials) {
        throw new IllegalStateException("Cannot push to %s: nothing is to run. Open it to.".formatted(repository));
    }

    private static Deployment open(Plan plan, Images images, boolean byHand) {
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
                endpoint(),
                wanted -> new SynthProcess(program(), templates).templates(wanted),
                images,
                Patience.DEFAULT);
        providers.add(byHand ? stacks.askingForChangesByHand(LONGEST_LOOK) : stacks);
        sites.stream()
                .filter(site -> site.vendor() == Vendor.SNOWFLAKE || site.vendor() == Vendor.DATABRICKS)
                .filter(site -> site.account().isPresent())
                .forEach(site -> providers.add(warehouse(plan, site)));
        return new Deployment(providers, site -> warehouse(plan, site));
    }

    private static Provider warehouse(Plan plan, Site site) {
        String account = site.account().orElseThrow();
        return switch (site.vendor()) {
            case SNOWFLAKE -> new SnowflakeProvider(plan.platform(), plan.target(), account);
            case DATABRICKS -> DatabricksProvider.open(plan.platform(), plan.target(), account);
            case AWS, LOCAL -> throw new IllegalArgumentException("Cannot open %s as a warehouse.".formatted(site));
        };
    }

    /**
     * Asks a plan's vendors what stands.
     *
     * @param byHand whether AWS is also asked what somebody changed by hand; Snowflake and Databricks tell that anyway
     */
    static Standing standing(Plan plan, boolean byHand) {
        try (Deployment deployment = open(plan, Clouds::none, byHand)) {
            return deployment.standing();
        }
    }

    private static ImageContents contents(String platform, Path project) {
        return new ImageContents(
                platform,
                VersionCommand.number(),
                home(),
                project.toAbsolutePath().normalize(),
                Definitions.files(project));
    }

    private static String base() {
        return Optional.ofNullable(System.getenv(ProgramImage.BASE_VARIABLE)).orElse(ProgramImage.BASE);
    }

    private static Optional<URI> endpoint() {
        return Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")).map(URI::create);
    }

    private static Path program() {
        Path program = home().resolve("aws");
        if (!Files.isDirectory(program)) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write AWS templates: the program that does is not in %s. Start lakeward by its own launcher."
                            .formatted(program));
        }
        return program;
    }

    private static Path home() {
        return Optional.ofNullable(System.getProperty(HOME))
                .map(Path::of)
                .orElseThrow(
                        () -> new PlatformException(
                                Fault.ENVIRONMENT,
                                "Cannot find the program's own files: nobody said where they are. Start lakeward by its own launcher."));
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
