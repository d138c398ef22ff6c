package lakeward.cloud.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.contract.FaultyServer.Answer;

/**
 * CloudFormation in one account and region: change sets are worked out and executed a look later than they are asked for;
 * exports that are used stay; what a template keeps is left when it goes, and is taken up again where that is asked for.
 */
public final class FakeStacks {
    private static final Pattern REPOSITORY = Pattern.compile("(.+)\\.RepositoryUri");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final String account;
    private final String region;
    private final FakeObjects objects;
    private final Supplier<String> registry;
    private final Map<String, FakeStack> stacks = new TreeMap<>();
    private final FakeStackChanges changes;
    private int clock;

    FakeStacks(
            String account,
            String region,
            FakeObjects objects,
            FakeOrganization organization,
            BooleanSupplier fillsTables,
            Supplier<String> registry) {
        this.account = account;
        this.region = region;
        this.objects = objects;
        this.registry = registry;
        this.changes = new FakeStackChanges(account, stacks, objects, organization, fillsTables);
    }

    /** Takes over what stands in other stacks; nothing may be proposed or under way there. */
    synchronized void takeAll(FakeStacks from) {
        from.stacks.forEach((name, stack) -> {
            FakeStack copy = new FakeStack(name, stack.created);
            copy.status = stack.status;
            copy.next = stack.next;
            copy.template = stack.template;
            copy.tags = stack.tags;
            copy.events.addAll(stack.events);
            copy.byHand.putAll(stack.byHand);
            stacks.put(name, copy);
        });
        changes.takeAll(from.changes);
        clock = from.clock;
    }

    /** Lets the making of a resource fail, by its type, until it is asked for again. */
    public synchronized void failOn(String type) {
        changes.failOn(type);
    }

    /** Lets nothing fail any more. */
    public synchronized void heal() {
        changes.heal();
    }

    /** Returns the names of clusters that left a last snapshot. */
    public synchronized Set<String> snapshots() {
        return changes.snapshots();
    }

    /** Returns the values of a stack's parameters. */
    public synchronized Map<String, String> values(String name) {
        return stacks.get(name).template.values();
    }

    /** Returns how a stack stands, or empty. */
    public synchronized Optional<String> status(String name) {
        return Optional.ofNullable(stacks.get(name)).map(stack -> stack.status);
    }

    /** Sets how a stack stands, as if something went wrong in it. */
    public synchronized void status(String name, String status) {
        stacks.get(name).status = status;
        stacks.get(name).next = status;
    }

    /** Changes a property of a stack's resource, past CloudFormation. */
    public synchronized void changeByHand(String stack, String resource, String property) {
        if (!stacks.get(stack).template.resources().containsKey(resource)) {
            throw new AssertionError("no %s in %s".formatted(resource, stack));
        }
        stacks.get(stack).byHand.put(resource, property);
    }

    synchronized String state(String place) {
        StringBuilder text = new StringBuilder();
        stacks.values().stream()
                .filter(stack -> !stack.status.equals("REVIEW_IN_PROGRESS"))
                .forEach(stack -> text.append("%s %s %s %s\n%s\n"
                        .formatted(
                                place,
                                stack.name,
                                stack.status.replace("UPDATE", "CREATE"),
                                stack.template.values(),
                                stack.template.json() + (stack.byHand.isEmpty() ? "" : "\nby hand: " + stack.byHand))));
        changes.left().forEach(each -> text.append("%s left: %s\n".formatted(place, each)));
        return text.toString();
    }

    synchronized Answer answer(Map<String, String> form) throws JsonProcessingException {
        String name = form.getOrDefault("StackName", "");
        FakeStack stack = stacks.get(name);
        return switch (form.get("Action")) {
            case "DescribeStacks" -> name.isEmpty() ? described(List.copyOf(stacks.values())) : describe(name);
            case "GetTemplate" ->
                stack == null || stack.template.equals(FakeTemplate.NONE)
                        ? missing(name)
                        : result(
                                "GetTemplate",
                                "<TemplateBody>%s</TemplateBody>"
                                        .formatted(FakeAws.escaped(
                                                stack.template.json().toString())));
            case "CreateChangeSet" -> propose(name, form);
            case "DescribeChangeSet" -> describeChangeSet(stack, form);
            case "ExecuteChangeSet" -> execute(stack, form);
            case "DeleteChangeSet" -> {
                stack.changeSets.remove(form.get("ChangeSetName"));
                yield result("DeleteChangeSet", "");
            }
            case "DeleteStack" -> {
                if (stack != null) {
                    delete(stack);
                }
                yield result("DeleteStack", "");
            }
            case "DescribeStackEvents" ->
                stack == null
                        ? missing(name)
                        : result(
                                "DescribeStackEvents",
                                "<StackEvents>%s</StackEvents>".formatted(String.join("", stack.events)));
            case "DetectStackDrift" -> look(stack, name);
            case "DescribeStackDriftDetectionStatus" -> lookedAt(form.get("StackDriftDetectionId"));
            case "DescribeStackResourceDrifts" -> stack == null ? missing(name) : drifts(stack);
            default -> FakeAws.error(400, "InvalidAction", form.get("Action"));
        };
    }

    private Answer describe(String name) {
        FakeStack stack = stacks.get(name);
        if (stack == null) {
            return missing(name);
        }
        Answer answer = described(List.of(stack));
        // What is under way is done by the next look.
        stack.status = stack.next;
        if (stack.status.equals("DELETE_COMPLETE")) {
            stacks.remove(name);
        }
        return answer;
    }

    private Answer described(List<FakeStack> all) {
        StringBuilder text = new StringBuilder("<Stacks>");
        for (FakeStack stack : all) {
            text.append("<member><StackName>%s</StackName><StackId>arn:%s</StackId><CreationTime>%s</CreationTime>"
                    .formatted(stack.name, stack.name, stack.created));
            text.append("<StackStatus>%s</StackStatus><Parameters>".formatted(stack.status));
            stack.template
                    .values()
                    .forEach((key, value) -> text.append(
                            "<member><ParameterKey>%s</ParameterKey><ParameterValue>%s</ParameterValue></member>"
                                    .formatted(key, value)));
            text.append("</Parameters><Outputs>");
            outputs(stack)
                    .forEach((key, value) ->
                            text.append("<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>"
                                    .formatted(key, value)));
            text.append("</Outputs><Tags>");
            stack.tags.forEach((key, value) ->
                    text.append("<member><Key>%s</Key><Value>%s</Value></member>".formatted(key, value)));
            text.append("</Tags></member>");
        }
        return result("DescribeStacks", text.append("</Stacks>").toString());
    }

    private Map<String, String> outputs(FakeStack stack) {
        if (stack.status.equals("REVIEW_IN_PROGRESS")) {
            return Map.of();
        }
        Map<String, String> outputs = new TreeMap<>(stack.template.outputs(changes::exported));
        outputs.replaceAll((name, value) -> {
            Matcher repository = REPOSITORY.matcher(value);
            return repository.matches() ? registry.get() + "/" + repository.group(1) : value;
        });
        return outputs;
    }

    private Answer propose(String name, Map<String, String> form) throws JsonProcessingException {
        FakeStack stack = stacks.get(name);
        boolean creates = form.get("ChangeSetType").equals("CREATE");
        if (!creates && (stack == null || stack.status.equals("REVIEW_IN_PROGRESS"))) {
            return missing(name);
        }
        if (stack != null && stack.status.endsWith("_IN_PROGRESS") && !stack.status.equals("REVIEW_IN_PROGRESS")) {
            return invalid("Stack:%s is in %s state and can not be updated.".formatted(name, stack.status));
        }
        if (stack != null && creates && !stack.status.equals("REVIEW_IN_PROGRESS")) {
            return invalid("Stack [%s] already exists and cannot be created again with the changeSet [%s]."
                    .formatted(name, form.get("ChangeSetName")));
        }
        if (stack != null && !creates && !stack.status.matches("(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE")) {
            return invalid("Stack:%s is in %s state and can not be updated.".formatted(name, stack.status));
        }
        if (stack != null && stack.changeSets.containsKey(form.get("ChangeSetName"))) {
            return FakeAws.error(
                    400, "AlreadyExistsException", "ChangeSet %s exists".formatted(form.get("ChangeSetName")));
        }
        String body = form.getOrDefault("TemplateBody", "");
        if (body.length() > 51_200) {
            return invalid("1 validation error detected: Value at 'templateBody' failed to satisfy constraint");
        }
        JsonNode json = JSON.readTree(body.isEmpty() ? objects.at(form.get("TemplateURL")) : body);
        FakeTemplate template = new FakeTemplate(
                account, region, name, json, members(form, "Parameters", "ParameterKey", "ParameterValue"));
        Optional<String> wrong = template.wrong();
        if (wrong.isPresent()) {
            return invalid("Template format error: " + wrong.get());
        }
        if (stack == null) {
            stack = new FakeStack(name, START.plusSeconds(clock++));
            stacks.put(name, stack);
        }
        FakeStack.ChangeSet proposed = new FakeStack.ChangeSet();
        proposed.template = template;
        proposed.tags = members(form, "Tags", "Key", "Value");
        proposed.imports = "true".equals(form.get("ImportExistingResources"));
        proposed.putsBack = "REVERT_DRIFT".equals(form.get("DeploymentMode"));
        boolean isPutBack = proposed.putsBack && !stack.byHand.isEmpty();
        if (template.equals(stack.template) && proposed.tags.equals(stack.tags) && !isPutBack) {
            proposed.refused = Optional.of(
                    "The submitted information didn't contain changes. Submit different information to create a change set.");
        }
        stack.changeSets.put(form.get("ChangeSetName"), proposed);
        return result("CreateChangeSet", "<Id>arn:%s</Id>".formatted(form.get("ChangeSetName")));
    }

    private Answer look(FakeStack stack, String name) {
        if (stack == null) {
            return missing(name);
        }
        if (stack.isLookedAt) {
            // It takes no longer than until somebody asks again.
            stack.isLookedAt = false;
            return invalid("Drift detection is already in progress for stack [%s]".formatted(name));
        }
        stack.isLookedAt = true;
        return result("DetectStackDrift", "<StackDriftDetectionId>%s</StackDriftDetectionId>".formatted(name));
    }

    /** A look is under way at the first question, and done at the next. */
    private Answer lookedAt(String name) {
        FakeStack stack = stacks.get(name);
        String status = stack.isLookedAt ? "DETECTION_IN_PROGRESS" : "DETECTION_COMPLETE";
        stack.isLookedAt = false;
        return result(
                "DescribeStackDriftDetectionStatus",
                "<StackId>arn:%1$s</StackId><StackDriftDetectionId>%1$s</StackDriftDetectionId><DetectionStatus>%2$s</DetectionStatus><Timestamp>%3$s</Timestamp>"
                        .formatted(name, status, START));
    }

    private Answer drifts(FakeStack stack) {
        StringBuilder text = new StringBuilder();
        stack.byHand.forEach((resource, property) -> text.append(
                "<member><StackId>arn:%s</StackId><LogicalResourceId>%s</LogicalResourceId><ResourceType>%s</ResourceType><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><PropertyDifferences><member><PropertyPath>%s</PropertyPath><ExpectedValue>1</ExpectedValue><ActualValue>2</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences><Timestamp>%s</Timestamp></member>"
                        .formatted(
                                stack.name,
                                resource,
                                stack.template.resources().get(resource).type(),
                                property,
                                START)));
        return result("DescribeStackResourceDrifts", "<StackResourceDrifts>%s</StackResourceDrifts>".formatted(text));
    }

    private Answer describeChangeSet(FakeStack stack, Map<String, String> form) {
        FakeStack.ChangeSet found = stack == null ? null : stack.changeSets.get(form.get("ChangeSetName"));
        if (found == null) {
            return FakeAws.error(
                    404, "ChangeSetNotFound", "ChangeSet [%s] does not exist".formatted(form.get("ChangeSetName")));
        }
        Answer answer = result(
                "DescribeChangeSet",
                "<Status>%s</Status><ExecutionStatus>%s</ExecutionStatus><StatusReason>%s</StatusReason>"
                        .formatted(found.status, found.execution, FakeAws.escaped(found.refused.orElse(""))));
        if (found.status.equals("CREATE_IN_PROGRESS")) {
            found.status = found.refused.isPresent() ? "FAILED" : "CREATE_COMPLETE";
            found.execution = found.refused.isPresent() ? "UNAVAILABLE" : "AVAILABLE";
        }
        return answer;
    }

    private Answer execute(FakeStack stack, Map<String, String> form) {
        FakeStack.ChangeSet proposed = stack == null ? null : stack.changeSets.get(form.get("ChangeSetName"));
        if (proposed == null) {
            return FakeAws.error(
                    404, "ChangeSetNotFound", "ChangeSet [%s] does not exist".formatted(form.get("ChangeSetName")));
        }
        if (!proposed.execution.equals("AVAILABLE")) {
            return FakeAws.error(400, "InvalidChangeSetStatus", "ChangeSet is in " + proposed.execution);
        }
        boolean creates = stack.status.equals("REVIEW_IN_PROGRESS");
        Optional<String[]> failure = changes.make(stack, proposed);
        stack.status = creates ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS";
        if (failure.isPresent()) {
            stack.next = creates ? "ROLLBACK_COMPLETE" : "UPDATE_ROLLBACK_COMPLETE";
            stack.events.add(
                    0,
                    "<member><LogicalResourceId>%s</LogicalResourceId><ResourceType>%s</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>%s</ResourceStatusReason><ClientRequestToken>%s</ClientRequestToken></member>"
                            .formatted(
                                    failure.get()[0],
                                    failure.get()[1],
                                    failure.get()[2],
                                    form.get("ClientRequestToken")));
        } else {
            stack.template = proposed.template;
            stack.tags = proposed.tags;
            stack.byHand
                    .keySet()
                    .retainAll(
                            proposed.putsBack
                                    ? Set.of()
                                    : stack.template.resources().keySet());
            stack.next = creates ? "CREATE_COMPLETE" : "UPDATE_COMPLETE";
        }
        stack.changeSets.clear();
        return result("ExecuteChangeSet", "");
    }

    private void delete(FakeStack stack) {
        if (stack.status.equals("REVIEW_IN_PROGRESS") || stack.status.equals("ROLLBACK_COMPLETE")) {
            stack.status = "DELETE_IN_PROGRESS";
            stack.next = "DELETE_COMPLETE";
            return;
        }
        FakeStack.ChangeSet nothing = new FakeStack.ChangeSet();
        Optional<String[]> failure = changes.make(stack, nothing);
        stack.status = "DELETE_IN_PROGRESS";
        stack.next = failure.isPresent() ? "DELETE_FAILED" : "DELETE_COMPLETE";
        failure.ifPresent(why -> stack.events.add(
                0,
                "<member><LogicalResourceId>%s</LogicalResourceId><ResourceType>%s</ResourceType><ResourceStatus>DELETE_FAILED</ResourceStatus><ResourceStatusReason>%s</ResourceStatusReason></member>"
                        .formatted(why[0], why[1], why[2])));
    }

    private static Map<String, String> members(Map<String, String> form, String list, String key, String value) {
        Map<String, String> members = new TreeMap<>();
        for (int i = 1; form.containsKey("%s.member.%d.%s".formatted(list, i, key)); i++) {
            members.put(
                    form.get("%s.member.%d.%s".formatted(list, i, key)),
                    form.getOrDefault("%s.member.%d.%s".formatted(list, i, value), ""));
        }
        return members;
    }

    private static Answer result(String action, String content) {
        return FakeAws.xml(
                "<%1$sResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                        .formatted(action, content));
    }

    private static Answer missing(String name) {
        return invalid("FakeStack with id %s does not exist".formatted(name));
    }

    private static Answer invalid(String message) {
        return FakeAws.error(400, "ValidationError", message);
    }
}
