package lakeward.cloud.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.http.ResponseException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What went wrong while an image was pushed, as its caller is told. Texts of others are told as far as they can hold no
 * secret: an address of an upload may be one.
 */
final class Failures {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_FOUND = 404;

    private final String repository;
    private final String base;

    Failures(String repository, String base) {
        this.repository = repository;
        this.base = base;
    }

    static boolean isWorthAnotherTry(Exception failed) {
        if (first(failed, ResponseException.class).filter(Failures::isOfUpload).isPresent()) {
            return true;
        }
        Optional<Integer> status = status(failed);
        if (status.isPresent()) {
            return status.get() == TOO_MANY_REQUESTS || status.get() >= SERVER_ERROR;
        }
        return first(failed, SdkException.class)
                .map(aws -> aws instanceof SdkClientException client && client.retryable())
                .orElseGet(() -> first(failed, IOException.class).isPresent()
                        && first(failed, SSLException.class).isEmpty());
    }

    /** An answer was lost, jib asked again, and the upload was over or had bytes twice: it begins anew. */
    private static boolean isOfUpload(ResponseException answered) {
        String said = String.valueOf(answered.getContent());
        return said.contains("BLOB_UPLOAD") || said.contains("DIGEST_INVALID");
    }

    PlatformException told(Exception failed) {
        String message = first(failed, SdkException.class)
                .map(this::aws)
                .or(() -> first(failed, RegistryUnauthorizedException.class).map(this::refused))
                .or(() -> status(failed).map(status -> answered(status, failed)))
                .or(() -> first(failed, InvalidImageReferenceException.class)
                        .map(wrong ->
                                "Cannot push the program's image to %s on base %s: one of them is no name of an image. Correct it."
                                        .formatted(repository, base)))
                .or(() -> first(failed, IOException.class).map(this::away))
                .orElseGet(() -> "Cannot push the program's image to %s: %s. Look at it, then try again."
                        .formatted(repository, failed.getMessage()));
        return new PlatformException(Fault.ENVIRONMENT, message, failed);
    }

    private String aws(SdkException failed) {
        String why = failed instanceof SdkServiceException answered
                ? "AWS answers %d".formatted(answered.statusCode())
                : "AWS cannot be asked";
        return "Cannot sign in to the registry of %s: %s (%s). Look at your AWS credentials; they need the right to ecr:GetAuthorizationToken."
                .formatted(repository, why, failed.getMessage());
    }

    private String refused(RegistryUnauthorizedException refused) {
        int status = status(refused).orElseThrow();
        if (isOfBase(refused.getImageReference())) {
            return withoutBase("the registry answers %d".formatted(status));
        }
        String registry = repository.substring(0, Math.max(repository.indexOf('/'), 0));
        return "Cannot push the program's image to %s: your credentials have no right to (the registry answers %d). %s"
                .formatted(
                        repository,
                        status,
                        Logins.isEcr(registry)
                                ? "They need ecr:BatchCheckLayerAvailability, BatchGetImage, InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload and PutImage on it."
                                : "Sign in with `docker login %s`, or have it granted.".formatted(registry));
    }

    private String answered(int status, Exception failed) {
        boolean ofBase = isOfBase(messages(failed));
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            return "Cannot push the program's image to %s: the registry of %s answers %d, also after a while. What arrived is kept; try again later."
                    .formatted(repository, ofBase ? base : "it", status);
        }
        if (ofBase) {
            return withoutBase("the registry answers %d".formatted(status));
        }
        return status == NOT_FOUND
                ? "Cannot push the program's image to %s: there is no such repository. Make it, or apply the plan that does."
                        .formatted(repository)
                : "Cannot push the program's image to %s: the registry answers %d. Look at the repository's rules, then try again."
                        .formatted(repository, status);
    }

    private String away(IOException failed) {
        return "Cannot push the program's image to %s: the registry of %s cannot be reached (%s). Look at the network, then try again; what arrived is kept."
                .formatted(
                        repository,
                        isOfBase(messages(failed)) ? base : "it",
                        failed.getClass().getSimpleName());
    }

    private String withoutBase(String why) {
        return "Cannot make the program's image: its base %s is not there, or not yours to pull (%s). Correct its name, or name another in %s."
                .formatted(base, why, ProgramImage.BASE_VARIABLE);
    }

    /** Whether a text speaks of the base and not of the repository. */
    private boolean isOfBase(String text) {
        if (base.equals(ImageRecipe.SCRATCH) || text.contains(repository)) {
            return false;
        }
        try {
            ImageReference reference = ImageReference.parse(base);
            return text.contains(reference.getRegistry()) || text.contains(reference.getRepository());
        } catch (InvalidImageReferenceException wrong) {
            return false;
        }
    }

    private static String messages(Exception failed) {
        StringBuilder text = new StringBuilder();
        causes(failed).forEach(cause -> text.append(cause.getMessage()).append('\n'));
        return text.toString();
    }

    private static Optional<Integer> status(Exception failed) {
        return first(failed, ResponseException.class)
                .map(ResponseException::getStatusCode)
                .or(() -> first(failed, SdkServiceException.class).map(SdkServiceException::statusCode));
    }

    private static <E extends Throwable> Optional<E> first(Exception failed, Class<E> kind) {
        return causes(failed).filter(kind::isInstance).map(kind::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable failed) {
        return Stream.iterate(failed, cause -> cause != null, Throwable::getCause);
    }
}
