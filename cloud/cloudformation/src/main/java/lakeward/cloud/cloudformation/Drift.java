package lakeward.cloud.cloudformation;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusResponse;
import software.amazon.awssdk.services.cloudformation.model.PropertyDifference;
import software.amazon.awssdk.services.cloudformation.model.StackDriftDetectionStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDrift;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;

/**
 * A look for what somebody changed by hand in a stack. CloudFormation compares each resource that it can with the template
 * it was made of, which takes it a minute or two; what a template does not say it does not compare.
 */
final class Drift {
    private final CloudFormationClient client;
    private final String stack;
    private final Patience.Waiting waiting;
    private final String id;

    private Drift(CloudFormationClient client, String stack, Patience.Waiting waiting, String id) {
        this.client = client;
        this.stack = stack;
        this.waiting = waiting;
        this.id = id;
    }

    /** Has CloudFormation begin to look; a look that is under way is waited for, since nobody tells its id. */
    static Drift begin(CloudFormationClient client, String stack, Patience.Waiting waiting) {
        while (true) {
            try {
                return new Drift(
                        client,
                        stack,
                        waiting,
                        client.detectStackDrift(request -> request.stackName(stack))
                                .stackDriftDetectionId());
            } catch (CloudFormationException failed) {
                if (!String.valueOf(failed.awsErrorDetails().errorMessage()).contains("in progress")) {
                    throw Failures.of("look for changes by hand in stack " + stack, failed);
                }
                waiting.rest("an earlier look for changes by hand in stack %s".formatted(stack));
            } catch (SdkException failed) {
                throw Failures.of("look for changes by hand in stack " + stack, failed);
            }
        }
    }

    /** Waits for the end of the look, and returns what was changed, by the resource's id. */
    Map<String, String> changes() {
        DescribeStackDriftDetectionStatusResponse status = status();
        while (status.detectionStatus() == StackDriftDetectionStatus.DETECTION_IN_PROGRESS) {
            waiting.rest("the look for changes by hand in stack %s".formatted(stack));
            status = status();
        }
        if (status.detectionStatus() != StackDriftDetectionStatus.DETECTION_COMPLETE) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot tell what was changed by hand in stack %s: CloudFormation could not look at all of it (%s). Give your credentials leave to read what it names, or plan without --by-hand."
                            .formatted(stack, Stacks.stripped(status.detectionStatusReason())));
        }
        Map<String, String> changes = new TreeMap<>();
        Failures.told(
                        "read what was changed by hand in stack " + stack,
                        () -> client
                                .describeStackResourceDriftsPaginator(request -> request.stackName(stack)
                                        .stackResourceDriftStatusFilters(
                                                StackResourceDriftStatus.MODIFIED, StackResourceDriftStatus.DELETED))
                                .stream()
                                .flatMap(page -> page.stackResourceDrifts().stream())
                                .toList())
                .forEach(found -> changes.put(found.logicalResourceId(), text(found)));
        return changes;
    }

    private DescribeStackDriftDetectionStatusResponse status() {
        return Failures.told(
                "ask for changes by hand in stack " + stack,
                () -> client.describeStackDriftDetectionStatus(request -> request.stackDriftDetectionId(id)));
    }

    /** Returns for example {@code BucketRawd1f717a9 /VersioningConfiguration/Status}. */
    private static String text(StackResourceDrift found) {
        return found.stackResourceDriftStatus() == StackResourceDriftStatus.DELETED
                ? found.logicalResourceId() + " is gone"
                : "%s %s"
                        .formatted(
                                found.logicalResourceId(),
                                found.propertyDifferences().stream()
                                        .map(PropertyDifference::propertyPath)
                                        .sorted()
                                        .collect(Collectors.joining(" ")));
    }
}
