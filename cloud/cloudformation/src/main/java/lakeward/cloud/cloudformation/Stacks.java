package lakeward.cloud.cloudformation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Standing;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DeploymentMode;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.InvalidChangeSetStatusException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;

/** The stacks of one account and region. Each call may be repeated: what an earlier one did, or began, is gone on with. */
final class Stacks {
    private static final int MOST_INLINE = 51_200;
    private static final String NONE = "(none)";

    /** A stack as it stands. */
    record Found(
            String name, String status, Map<String, String> values, Map<String, String> outputs, Instant createdAt) {
        /** Whether something was ever made of it, and is still. */
        boolean isMade() {
            return !status.equals("REVIEW_IN_PROGRESS")
                    && !status.equals("ROLLBACK_COMPLETE")
                    && !status.equals("CREATE_FAILED")
                    && !status.startsWith("ROLLBACK_")
                    && !status.equals("CREATE_IN_PROGRESS");
        }
    }

    private final CloudFormationClient client;
    private final Templates templates;
    private final Patience patience;
    private final Map<String, String> tags;

    /** Takes where templates too large for a call are put, and the tags that say whose stacks these are. */
    Stacks(CloudFormationClient client, Templates templates, Patience patience, Map<String, String> tags) {
        this.client = client;
        this.templates = templates;
        this.patience = patience;
        this.tags = tags;
    }

    /** Somewhere that CloudFormation reads templates from. */
    interface Templates {
        /** Puts a template there and returns its address. */
        String put(String name, String template);
    }

    /** Returns the stacks that carry our tags. */
    List<Found> all() {
        return Failures.told(
                "ask AWS which stacks stand",
                () -> client.describeStacksPaginator().stacks().stream()
                        .filter(stack -> stack.tags().stream()
                                .collect(Collectors.toMap(Tag::key, Tag::value))
                                .entrySet()
                                .containsAll(tags.entrySet()))
                        .map(Stacks::found)
                        .toList());
    }

    Optional<Found> find(String name) {
        try {
            return client.describeStacks(request -> request.stackName(name)).stacks().stream()
                    .filter(stack -> !stack.stackStatusAsString().equals("DELETE_COMPLETE"))
                    .map(Stacks::found)
                    .findFirst();
        } catch (CloudFormationException failed) {
            if (String.valueOf(failed.awsErrorDetails().errorMessage()).contains("does not exist")) {
                return Optional.empty();
            }
            throw Failures.of("ask AWS how stack %s stands".formatted(name), failed);
        } catch (SdkException failed) {
            throw Failures.of("ask AWS how stack %s stands".formatted(name), failed);
        }
    }

    /** Begins to look for what somebody changed in a stack by hand. */
    Drift lookForChangesByHand(String name, Duration most) {
        return Drift.begin(client, name, new Patience(patience.pause(), most, patience.tries()).waiting());
    }

    Fields template(String name) {
        return Failures.told("read the template of stack " + name, () -> (Fields) Content.parse(
                client.getTemplate(request -> request.stackName(name).templateStage(TemplateStage.ORIGINAL))
                        .templateBody()));
    }

    /**
     * Makes a stack what its template says.
     *
     * @param values of its parameters; those left out keep theirs, or have their default
     */
    void make(String name, Fields template, Map<String, String> values) {
        make(name, template, values, false);
    }

    /**
     * Makes a stack what its template says, also where somebody changed it by hand: AWS then compares with what stands, and
     * not with the template that it made last.
     *
     * @param values of its parameters; those left out keep theirs, or have their default
     */
    void makeAndPutBack(String name, Fields template, Map<String, String> values) {
        make(name, template, values, true);
    }

    private void make(String name, Fields template, Map<String, String> values, boolean putsBack) {
        Optional<Found> found = settled(name);
        if (found.isPresent() && isDead(found.get().status())) {
            delete(name);
            found = Optional.empty();
        }
        boolean exists = found.isPresent() && !found.get().status().equals("REVIEW_IN_PROGRESS");
        found.filter(stack -> stack.status().endsWith("_FAILED")).ifPresent(stack -> {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot change stack %s: it is in %s%s. Mend what is named, run `aws cloudformation continue-update-rollback --stack-name %s`, then apply again."
                            .formatted(name, stack.status(), why(name, Optional.empty()), name));
        });
        List<Parameter> parameters = parameters(name, template, values, found);
        String json = template.toLine();
        SortedMap<String, String> all = new TreeMap<>();
        parameters.forEach(parameter -> all.put(parameter.parameterKey(), parameter.parameterValue()));
        String set = "lakeward-" + digest(json + all + exists + (putsBack ? " putting back" : ""));
        CreateChangeSetRequest.Builder request = CreateChangeSetRequest.builder()
                .stackName(name)
                .changeSetName(set)
                .changeSetType(exists ? ChangeSetType.UPDATE : ChangeSetType.CREATE)
                .capabilities(Capability.CAPABILITY_NAMED_IAM)
                .importExistingResources(true)
                .parameters(parameters)
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList());
        if (putsBack && exists) {
            // Nothing is taken up again by a change that puts back: whether AWS does both at once is not documented.
            request.deploymentMode(DeploymentMode.REVERT_DRIFT).importExistingResources(false);
        }
        if (json.getBytes(StandardCharsets.UTF_8).length > MOST_INLINE) {
            request.templateURL(templates.put(name, json));
        } else {
            request.templateBody(json);
        }
        DescribeChangeSetResponse ready = proposed(request.build());
        if (ready.status() == ChangeSetStatus.FAILED) {
            drop(name, set);
            if (isEmpty(ready.statusReason())) {
                return;
            }
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot change stack %s: CloudFormation refuses the change (%s). Nothing was changed; mend it and apply again."
                            .formatted(name, stripped(ready.statusReason())));
        }
        execute(name, set, ready);
    }

    /** Takes a stack away, but for what its template keeps. */
    void delete(String name) {
        if (settled(name).isEmpty()) {
            return;
        }
        Failures.told(
                "take stack %s away".formatted(name), () -> client.deleteStack(request -> request.stackName(name)));
        Optional<Found> left = settled(name);
        if (left.isPresent()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot take stack %s away: it is in %s%s. Mend what is named, then do it again."
                            .formatted(name, left.get().status(), why(name, Optional.empty())));
        }
    }

    /** Returns a stack once nothing is under way in it. */
    private Optional<Found> settled(String name) {
        Patience.Waiting waiting = patience.waiting();
        Optional<Found> found = find(name);
        while (found.isPresent() && isUnderWay(found.get().status())) {
            waiting.rest("stack %s, which is in %s,".formatted(name, found.get().status()));
            found = find(name);
        }
        return found;
    }

    private DescribeChangeSetResponse proposed(CreateChangeSetRequest request) {
        String what = "propose a change of stack " + request.stackName();
        for (int again = 0; ; again++) {
            try {
                client.createChangeSet(request);
            } catch (AlreadyExistsException earlier) {
                // An earlier try made it, or one whose answer was lost.
                DescribeChangeSetResponse old = described(request.stackName(), request.changeSetName());
                if (again == 0 && (isSpent(old.executionStatus()) || old.status() == ChangeSetStatus.FAILED)) {
                    drop(request.stackName(), request.changeSetName());
                    continue;
                }
                return old;
            } catch (SdkException failed) {
                throw Failures.of(what, failed);
            }
            return described(request.stackName(), request.changeSetName());
        }
    }

    /** Returns a change set once it is worked out. */
    private DescribeChangeSetResponse described(String stack, String set) {
        Patience.Waiting waiting = patience.waiting();
        while (true) {
            DescribeChangeSetResponse described = Failures.told(
                    "ask how a change of stack %s would go".formatted(stack),
                    () -> client.describeChangeSet(
                            request -> request.stackName(stack).changeSetName(set)));
            if (described.status() != ChangeSetStatus.CREATE_PENDING
                    && described.status() != ChangeSetStatus.CREATE_IN_PROGRESS) {
                return described;
            }
            waiting.rest("a change of stack %s".formatted(stack));
        }
    }

    private void execute(String name, String set, DescribeChangeSetResponse ready) {
        if (ready.executionStatus() == ExecutionStatus.AVAILABLE) {
            try {
                client.executeChangeSet(
                        request -> request.stackName(name).changeSetName(set).clientRequestToken(set));
            } catch (InvalidChangeSetStatusException | ChangeSetNotFoundException begun) {
                // The try whose answer was lost began it, or has done it; how the stack stands tells.
            } catch (SdkException failed) {
                throw Failures.of("change stack " + name, failed);
            }
        }
        String status = settled(name).map(Found::status).orElse("DELETE_COMPLETE");
        if (!status.equals("CREATE_COMPLETE")
                && !status.equals("UPDATE_COMPLETE")
                && !status.equals("IMPORT_COMPLETE")) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot make stack %s: it ended in %s%s. What stood before stands; mend what is named, then apply again."
                            .formatted(name, status, why(name, Optional.of(set))));
        }
    }

    /** Returns the first thing that failed, as the stack's events tell. */
    private String why(String name, Optional<String> token) {
        List<StackEvent> failed = Failures.told(
                "ask what failed in stack " + name,
                () -> client.describeStackEvents(request -> request.stackName(name)).stackEvents().stream()
                        .filter(event -> event.resourceStatusAsString().endsWith("_FAILED"))
                        .filter(event -> token.isEmpty() || token.get().equals(event.clientRequestToken()))
                        .filter(event ->
                                !String.valueOf(event.resourceStatusReason()).contains("cancelled"))
                        .toList());
        if (failed.isEmpty()) {
            return "";
        }
        StackEvent first = failed.get(failed.size() - 1);
        return ", because %s %s failed: %s"
                .formatted(first.resourceType(), first.logicalResourceId(), stripped(first.resourceStatusReason()));
    }

    private void drop(String stack, String set) {
        Failures.told(
                "withdraw a change of stack " + stack,
                () -> client.deleteChangeSet(request -> request.stackName(stack).changeSetName(set)));
    }

    private static List<Parameter> parameters(
            String stack, Fields template, Map<String, String> values, Optional<Found> found) {
        List<Parameter> parameters = new ArrayList<>();
        Fields declared = (Fields) template.get("Parameters").orElse(Content.empty());
        declared.values().forEach((name, declaration) -> {
            Optional<String> value = Optional.ofNullable(values.get(name))
                    .or(() -> found.map(before -> before.values().get(name)));
            if (value.isPresent()) {
                parameters.add(Parameter.builder()
                        .parameterKey(name)
                        .parameterValue(value.get())
                        .build());
            } else if (((Fields) declaration).get("Default").isEmpty()) {
                throw new IllegalStateException(
                        "Cannot make stack %s: nobody gives its parameter %s a value. Give it one."
                                .formatted(stack, name));
            }
        });
        return parameters;
    }

    private static Found found(Stack stack) {
        Map<String, String> values = new TreeMap<>();
        stack.parameters().forEach(parameter -> values.put(parameter.parameterKey(), parameter.parameterValue()));
        Map<String, String> outputs = new TreeMap<>();
        stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
        return new Found(stack.stackName(), stack.stackStatusAsString(), values, outputs, stack.creationTime());
    }

    private static boolean isUnderWay(String status) {
        return status.endsWith("_IN_PROGRESS") && !status.equals("REVIEW_IN_PROGRESS");
    }

    /** Whether its making failed: nothing of it stands, and it can only go. */
    private static boolean isDead(String status) {
        return status.equals("ROLLBACK_COMPLETE") || status.equals("ROLLBACK_FAILED") || status.equals("CREATE_FAILED");
    }

    private static boolean isSpent(ExecutionStatus status) {
        return status == ExecutionStatus.OBSOLETE
                || status == ExecutionStatus.EXECUTE_FAILED
                || status == ExecutionStatus.EXECUTE_COMPLETE;
    }

    private static boolean isEmpty(String reason) {
        return reason != null && (reason.contains("didn't contain changes") || reason.contains("No updates are to be"));
    }

    private static String digest(String text) {
        return Standing.digestOf(new Content.Text(text)).substring(0, 24);
    }

    static String stripped(String reason) {
        return reason == null ? NONE : reason.strip().replaceAll("\\.+$", "");
    }
}
