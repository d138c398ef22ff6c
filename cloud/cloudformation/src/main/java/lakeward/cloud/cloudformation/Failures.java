package lakeward.cloud.cloudformation;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What went wrong at AWS, as its caller is told. */
final class Failures {
    private static final Pattern RIGHT = Pattern.compile("not authorized to perform: (\\S+)(?: on resource: (\\S+))?");

    private Failures() {}

    /**
     * Asks AWS something.
     *
     * @param what for the message: {@code ask which stacks stand}
     */
    static <T> T told(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException failed) {
            throw of(what, failed);
        }
    }

    static PlatformException of(String what, SdkException failed) {
        String why = failed instanceof AwsServiceException answered ? why(answered) : why((Exception) failed);
        return new PlatformException(Fault.ENVIRONMENT, "Cannot %s: %s".formatted(what, why), failed);
    }

    static boolean isWorthAnotherTry(Throwable failed) {
        if (failed instanceof AwsServiceException answered) {
            return answered.isThrottlingException() || answered.statusCode() == 429 || answered.statusCode() >= 500;
        }
        return failed instanceof SdkClientException client && client.retryable();
    }

    private static String why(AwsServiceException answered) {
        String code = answered.awsErrorDetails() == null
                ? ""
                : answered.awsErrorDetails().errorCode();
        String message = answered.awsErrorDetails() == null
                ? ""
                : answered.awsErrorDetails().errorMessage();
        Matcher right = RIGHT.matcher(message == null ? "" : message);
        if (right.find()) {
            return "your credentials have no right to %s%s. Have it granted to them, or take others."
                    .formatted(right.group(1), right.group(2) == null ? "" : " on " + right.group(2));
        }
        return switch (code == null ? "" : code) {
            case "ExpiredToken", "ExpiredTokenException", "RequestExpired" ->
                "your credentials have expired (%s). Sign in again, for example with `aws sso login`.".formatted(code);
            case "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch" ->
                "AWS does not know your credentials (%s). Look at the profile or the variables they come from."
                        .formatted(code);
            default ->
                answered.statusCode() >= 500 || answered.statusCode() == 429
                        ? "AWS answers %d%s, also after a while. What is done is kept; try again later."
                                .formatted(
                                        answered.statusCode(),
                                        code == null || code.isEmpty() ? "" : " (%s)".formatted(code))
                        : "AWS answers %d, %s: %s. Look at it, then try again."
                                .formatted(answered.statusCode(), code, stripped(message));
        };
    }

    private static String why(Exception failed) {
        String message = String.valueOf(failed.getMessage());
        if (message.contains("Unable to load credentials")) {
            return "there are no credentials for AWS. Set AWS_PROFILE, or sign in with `aws sso login`.";
        }
        return "AWS cannot be reached (%s). Look at the network, then try again; what is done is kept."
                .formatted(stripped(message));
    }

    private static String stripped(String message) {
        return message == null ? "no reason given" : message.strip().replaceAll("\\.+$", "");
    }
}
