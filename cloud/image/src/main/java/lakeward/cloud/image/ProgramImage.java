package lakeward.cloud.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The program with the definition that it runs, as an image that services start. It is built here, without Docker: equal
 * contents are equal bytes, with the same Java.
 */
public final class ProgramImage {
    /** The image below ours, unless somebody names another: Linux with a Java 17. */
    public static final String BASE = "eclipse-temurin:17-jre";

    /** The environment variable in which somebody names another. */
    public static final String BASE_VARIABLE = "LAKEWARD_BASE_IMAGE";

    private final ImageContents contents;
    private final String base;
    private final Logins logins;
    private final Patience patience;

    /**
     * @param base the image below ours, by name; {@code scratch} is none
     * @param credentials of an account that may push, where the registry is AWS's
     * @param endpoint of AWS's services, or empty for AWS itself
     */
    public ProgramImage(
            ImageContents contents,
            String base,
            AwsCredentialsProvider credentials,
            Optional<URI> endpoint,
            Patience patience) {
        this.contents = contents;
        this.base = base;
        this.logins = new Logins(credentials, endpoint);
        this.patience = patience;
    }

    /** Returns the tag of the image of some contents: equal ones have equal tags. It needs this machine's files alone. */
    public static String tag(ImageContents contents, String base) {
        return ImageRecipe.of(base, contents).tag();
    }

    /**
     * Puts the image into a repository, unless it is there, and returns its tag. Killed anywhere, it is done again; what
     * arrived is not sent again.
     *
     * @param repository for example {@code 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop-prod-program}
     * @throws PlatformException if the registry refuses, or cannot be reached for a while
     */
    public String publish(String repository) {
        ImageRecipe recipe = ImageRecipe.of(base, contents);
        String tag = recipe.tag();
        Failures failures = new Failures(repository, base);
        Path cache = temporary();
        try {
            Registry registry = new Registry(ImageReference.parse(repository + ":" + tag), logins);
            for (int tried = 1; ; tried++) {
                try {
                    if (!registry.hasIt()) {
                        push(registry, recipe, cache);
                    }
                    return tag;
                } catch (IOException | RegistryException | ExecutionException | SdkException failed) {
                    if (tried == patience.tries() || !Failures.isWorthAnotherTry(failed)) {
                        throw failures.told(failed);
                    }
                    patience.rest(tried);
                }
            }
        } catch (InterruptedException stopped) {
            throw Patience.interrupted(stopped);
        } catch (InvalidImageReferenceException
                | CacheDirectoryCreationException
                | CredentialRetrievalException failed) {
            throw failures.told(failed);
        } finally {
            remove(cache);
        }
    }

    private static void push(Registry registry, ImageRecipe recipe, Path cache)
            throws IOException, RegistryException, ExecutionException, InterruptedException,
                    InvalidImageReferenceException, CacheDirectoryCreationException, CredentialRetrievalException {
        try {
            registry.push(recipe, cache);
        } catch (RegistryException refused) {
            // A tag does not move. Somebody was quicker, or it was us, and the answer was lost.
            if (!registry.hasIt()) {
                throw refused;
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("lakeward-image");
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot make the program's image: there is no folder for what is temporary (%s). Make room in %s."
                            .formatted(failed.getMessage(), System.getProperty("java.io.tmpdir")),
                    failed);
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
