package lakeward.lake.s3;

import java.io.IOException;
import java.time.Instant;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Makes the SDK's errors into ours, which name the object, the right that is missing and what to do, but no credential. */
final class S3Failure {
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY = 429;
    private static final int NOT_IMPLEMENTED = 501;

    private S3Failure() {}

    /** Whether the same request may succeed later. */
    static boolean isPassing(SdkException e) {
        if (e instanceof SdkServiceException service) {
            int status = service.statusCode();
            return (status >= 500 && status != NOT_IMPLEMENTED)
                    || status == TOO_MANY
                    || status == CONFLICT
                    || code(e).equals("RequestTimeout")
                    || code(e).equals("BadDigest");
        }
        return isOfTheWire(e);
    }

    private static boolean isOfTheWire(SdkException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the service says that the name is taken. */
    static boolean isTaken(SdkException e) {
        return e instanceof SdkServiceException service && service.statusCode() == PRECONDITION_FAILED;
    }

    /** Whether the service says that it has not done, and will not do, what was asked. */
    static boolean isRefused(SdkException e) {
        return e instanceof SdkServiceException service && service.statusCode() < 500;
    }

    /** Whether the service does not know what a condition is. */
    static boolean isNotImplemented(SdkException e) {
        return e instanceof SdkServiceException service && service.statusCode() == NOT_IMPLEMENTED;
    }

    static String code(SdkException e) {
        return e instanceof AwsServiceException service
                        && service.awsErrorDetails() != null
                        && service.awsErrorDetails().errorCode() != null
                ? service.awsErrorDetails().errorCode()
                : "";
    }

    /**
     * Returns what to throw.
     *
     * @param what which was to be done, for example {@code read s3://b/k}
     * @param action that it takes a right to, for example {@code s3:GetObject}
     */
    static PlatformException of(String what, String action, SdkException e, Patience patience) {
        return new PlatformException(Fault.ENVIRONMENT, "Cannot %s: %s".formatted(what, why(action, e, patience)), e);
    }

    static String why(String action, SdkException e, Patience patience) {
        if (!(e instanceof SdkServiceException service)) {
            return isOfTheWire(e)
                    ? "the store did not answer in %s (%s). See whether its address and the network are right."
                            .formatted(patience, root(e))
                    : e.getMessage() != null && e.getMessage().contains("credentials")
                            ? "no credentials were found. Give the process a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile in AWS_PROFILE."
                            : "the AWS SDK says '%s'. Report it.".formatted(e.getMessage());
        }
        return switch (code(e)) {
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
                "the credentials have expired. Get new ones.";
            case "InvalidAccessKeyId", "InvalidToken", "InvalidClientTokenId" ->
                "the store does not know the access key. See which credentials the process has.";
            case "SignatureDoesNotMatch" ->
                "the secret key is not that of the access key. See which credentials the process has.";
            case "RequestTimeTooSkewed" ->
                "this machine's clock says %s, which is too far from the store's. Set it right, by NTP."
                        .formatted(Instant.now());
            case "NoSuchKey" -> "there is no such object. Restore it.";
            case "NoSuchBucket" -> "there is no such bucket. Make it, or name another.";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "the bucket is in another region (%s). Name that one.".formatted(said(e));
            default -> {
                if (service.statusCode() == 403) {
                    yield "it takes the right to %s there, and the store says '%s'. Grant it to the process's role, also on the key if the bucket has one of KMS."
                            .formatted(action, said(e));
                }
                yield service.statusCode() >= 500
                        ? "the store answered %d %s, the last of %s. Wait until it works again."
                                .formatted(service.statusCode(), code(e), patience)
                        : "the store answered %d %s, '%s'.".formatted(service.statusCode(), code(e), said(e));
            }
        };
    }

    private static String said(SdkException e) {
        return e instanceof AwsServiceException service
                        && service.awsErrorDetails() != null
                        && service.awsErrorDetails().errorMessage() != null
                ? service.awsErrorDetails().errorMessage()
                : "Forbidden";
    }

    private static String root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
