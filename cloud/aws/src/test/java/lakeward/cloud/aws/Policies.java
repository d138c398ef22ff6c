package lakeward.cloud.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What written templates allow, decided as AWS documents it: a refusal anywhere wins; else an identity's own policy must allow,
 * and for a key its policy must leave that to the account, and on a private way the way's policy must allow too.
 * What it does not know, it does not pass over: it throws.
 */
final class Policies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("(?<=[a-z0-9])[0-9a-f]{8}(?=$|[A-Z])");

    /** One request; the context holds condition keys, several values divided by a comma. */
    record Request(String who, String action, String resource, Map<String, String> context) {}

    private record Stack(String account, String region, JsonNode template) {}

    private final List<Stack> stacks = new ArrayList<>();
    private final Map<String, String> exports = new TreeMap<>();
    private final Map<String, List<JsonNode>> identities = new TreeMap<>();
    private final Map<String, String> arns = new TreeMap<>();
    private final Map<String, List<JsonNode>> resources = new TreeMap<>();
    private final Map<String, List<JsonNode>> ways = new TreeMap<>();
    private final List<JsonNode> guardrails = new ArrayList<>();

    /** Reads templates and their manifest by their files' names. */
    Policies(Map<String, String> files) throws Exception {
        for (JsonNode stack : JSON.readTree(files.get("manifest.json")).path("stacks")) {
            stacks.add(new Stack(
                    stack.path("account").asText(),
                    stack.path("region").asText("eu-west-1"),
                    JSON.readTree(files.get(stack.path("file").asText()))));
        }
        for (Stack stack : stacks) {
            stack.template()
                    .path("Outputs")
                    .forEach(output -> exports.put(
                            output.path("Export").path("Name").asText(), text(stack, output.path("Value"))));
        }
        for (Stack stack : stacks) {
            stack.template()
                    .path("Resources")
                    .properties()
                    .forEach(entry -> read(stack, entry.getKey(), entry.getValue()));
        }
    }

    private void read(Stack stack, String id, JsonNode resource) {
        JsonNode properties = resource.path("Properties");
        switch (resource.path("Type").asText()) {
            case "AWS::IAM::Role" -> {
                String name =
                        properties.path("RoleName").asText(DIGEST.matcher(id).replaceAll(""));
                List<JsonNode> own = new ArrayList<>();
                properties
                        .path("Policies")
                        .forEach(policy -> own.addAll(statements(stack, policy.path("PolicyDocument"))));
                if (!properties.has("ManagedPolicyArns")) {
                    identities.put(name, own);
                }
                arns.put(name, "arn:aws:iam::%s:role/%s".formatted(stack.account(), name));
                resources.put(arns.get(name), statements(stack, properties.path("AssumeRolePolicyDocument")));
            }
            case "AWS::SSO::PermissionSet" -> {
                String name = properties.path("Name").asText();
                identities.put(name, statements(stack, properties.path("InlinePolicy")));
                arns.put(name, "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_" + name);
            }
            case "AWS::S3::BucketPolicy" ->
                resources.put(
                        "arn:aws:s3:::" + text(stack, properties.path("Bucket")),
                        statements(stack, properties.path("PolicyDocument")));
            case "AWS::KMS::Key" -> resources.put(arn(stack, id), statements(stack, properties.path("KeyPolicy")));
            case "AWS::EC2::VPCEndpoint" ->
                ways.put(id.replace("Endpoint", ""), statements(stack, properties.path("PolicyDocument")));
            case "AWS::Organizations::Policy" -> guardrails.addAll(statements(stack, properties.path("Content")));
            default -> {}
        }
    }

    boolean allows(Request asked) {
        Request request = complete(asked);
        List<JsonNode> own = own(request);
        List<JsonNode> of = resources.getOrDefault(owner(request.resource()), List.of());
        Optional<String> way = Optional.ofNullable(request.context().get("way"));
        List<JsonNode> passed = way.map(this::way).orElse(List.of());
        boolean member = !isService(request) && !request.who().startsWith("vendor-");
        if (says("Deny", own, request, false)
                || says("Deny", of, request, true)
                || says("Deny", passed, request, true)
                || (member && says("Deny", guardrails, request, false))
                || (way.isPresent() && !says("Allow", passed, request, true))) {
            return false;
        }
        if (isService(request) || request.action().equals("sts:AssumeRole")) {
            return says("Allow", of, request, true);
        }
        boolean left = !request.action().startsWith("kms:") || says("Allow", of, request, true);
        return left && says("Allow", own, request, false);
    }

    private List<JsonNode> way(String name) {
        if (!ways.containsKey(name)) {
            throw new AssertionError("no private way " + name + " in " + ways.keySet());
        }
        // AWS's own default, where a template says nothing.
        return ways.get(name).isEmpty() ? everything() : ways.get(name);
    }

    private List<JsonNode> own(Request request) {
        if (isService(request) || request.who().startsWith("vendor-")) {
            return List.of();
        }
        if (request.who().equals("admin")) {
            return everything();
        }
        if (!identities.containsKey(request.who())) {
            throw new AssertionError(
                    "no role %s whose every policy is known: %s".formatted(request.who(), identities.keySet()));
        }
        return identities.get(request.who());
    }

    private static List<JsonNode> everything() {
        return List.of(JSON.valueToTree(
                Map.of("Effect", "Allow", "Principal", Map.of("AWS", "*"), "Action", "*", "Resource", "*")));
    }

    private static boolean isService(Request request) {
        return request.who().endsWith(".amazonaws.com");
    }

    private Request complete(Request request) {
        Map<String, String> context = new TreeMap<>(Map.of(
                "aws:SecureTransport", "true",
                "aws:RequestedRegion", "eu-west-1"));
        if (!isService(request) && !request.who().startsWith("vendor-")) {
            context.put("aws:PrincipalAccount", "111111111111");
            context.put(
                    "aws:PrincipalArn",
                    arns.getOrDefault(request.who(), "arn:aws:iam::111111111111:role/" + request.who()));
        }
        context.putAll(request.context());
        return new Request(request.who(), request.action(), request.resource(), context);
    }

    private static String owner(String resource) {
        return resource.startsWith("arn:aws:s3:::") ? resource.split("/", 2)[0] : resource;
    }

    private static boolean says(String effect, List<JsonNode> statements, Request request, boolean ofResource) {
        return statements.stream()
                .filter(statement -> statement.path("Effect").asText().equals(effect))
                .filter(statement -> statement.has("NotAction")
                        ? !any(statement.path("NotAction"), request.action())
                        : any(statement.path("Action"), request.action()))
                .filter(statement -> (request.action().equals("sts:AssumeRole") && ofResource)
                        || any(statement.path("Resource"), request.resource()))
                .filter(statement -> !ofResource || isOf(statement.path("Principal"), request))
                .anyMatch(statement -> holds(statement.path("Condition"), request.context()));
    }

    private static boolean isOf(JsonNode principal, Request request) {
        String account = "arn:aws:iam::%s:root".formatted(request.context().get("aws:PrincipalAccount"));
        return values(principal.path("Service")).contains(request.who())
                || values(principal.path("AWS")).stream()
                        .anyMatch(who -> who.equals("*") || who.equals(request.who()) || who.equals(account));
    }

    private static boolean holds(JsonNode condition, Map<String, String> context) {
        return condition.properties().stream()
                .allMatch(test -> test.getValue().properties().stream()
                        .allMatch(key -> holds(
                                test.getKey(),
                                values(key.getValue()),
                                context.containsKey(key.getKey())
                                        ? List.of(context.get(key.getKey()).split(","))
                                        : List.of())));
    }

    private static boolean holds(String operator, List<String> wanted, List<String> given) {
        String plain = operator.substring(operator.indexOf(':') + 1);
        boolean negated = plain.contains("Not");
        BiPredicate<String, String> same = switch (plain) {
            case "StringEquals", "StringNotEquals" -> String::equals;
            case "Bool", "BoolIfExists" -> String::equalsIgnoreCase;
            case "StringLike", "ArnLike", "ArnEquals", "ArnNotEquals" -> Policies::like;
            default -> throw new AssertionError("condition operator not known: " + operator);
        };
        Predicate<String> one = value -> negated != wanted.stream().anyMatch(pattern -> same.test(pattern, value));
        if (operator.startsWith("ForAllValues:")) {
            return given.stream().allMatch(one);
        }
        if (operator.startsWith("ForAnyValue:")) {
            return given.stream().anyMatch(one);
        }
        return given.isEmpty()
                ? negated || plain.endsWith("IfExists")
                : given.stream().allMatch(one);
    }

    private static boolean any(JsonNode patterns, String value) {
        return values(patterns).stream().anyMatch(pattern -> like(pattern, value));
    }

    private static boolean like(String pattern, String value) {
        return value.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(value -> values.add(value.asText()));
        } else if (!node.isMissingNode()) {
            values.add(node.asText());
        }
        return values;
    }

    /** Returns a policy's statements without CloudFormation's functions in them. */
    private List<JsonNode> statements(Stack stack, JsonNode policy) {
        List<JsonNode> statements = new ArrayList<>();
        policy.path("Statement").forEach(statement -> statements.add(JSON.valueToTree(plain(stack, statement))));
        return statements;
    }

    private Object plain(Stack stack, JsonNode node) {
        if (node.has("Fn::If")) {
            // Whoever makes the stack has told who is let in.
            return plain(stack, node.path("Fn::If").path(1));
        }
        if (node.isObject() && node.size() == 1 && node.fieldNames().next().matches("Ref|Fn::.*")) {
            return text(stack, node);
        }
        if (node.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), plain(stack, field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(plain(stack, item)));
            return items;
        }
        return node.asText();
    }

    private String text(Stack stack, JsonNode node) {
        if (node.isValueNode()) {
            return node.asText();
        }
        String function = node.fieldNames().next();
        JsonNode of = node.path(function);
        return switch (function) {
            case "Ref" -> named(stack, of.asText());
            case "Fn::GetAtt" ->
                attribute(stack, of.path(0).asText(), of.path(1).asText());
            case "Fn::ImportValue" ->
                Optional.ofNullable(exports.get(of.asText()))
                        .orElseThrow(() -> new AssertionError("nobody exports " + of));
            case "Fn::Sub" ->
                Pattern.compile("\\$\\{([^}]+)}").matcher(of.asText()).replaceAll(found -> {
                    String[] idAndAttribute = found.group(1).split("\\.", 2);
                    return Matcher.quoteReplacement(
                            idAndAttribute.length == 1
                                    ? named(stack, idAndAttribute[0])
                                    : attribute(stack, idAndAttribute[0], idAndAttribute[1]));
                });
            case "Fn::Join" -> {
                List<String> joined = new ArrayList<>();
                of.path(1).forEach(item -> joined.add(text(stack, item)));
                yield String.join(of.path(0).asText(), joined);
            }
            default -> throw new AssertionError("function not known: " + node);
        };
    }

    private static String named(Stack stack, String id) {
        return switch (id) {
            case "AWS::AccountId" -> stack.account();
            case "AWS::Region" -> stack.region();
            case "AWS::Partition" -> "aws";
            default -> {
                String plain = DIGEST.matcher(id).replaceAll("");
                JsonNode resource = stack.template().path("Resources").path(id);
                if (resource.path("Type").asText().equals("AWS::SecretsManager::Secret")) {
                    yield arn(stack, id);
                }
                String name = resource.path("Properties").path("BucketName").asText("");
                yield !name.isEmpty() ? name : plain.replaceAll("Guest(.*)Identity", "vendor-$1");
            }
        };
    }

    private static String attribute(Stack stack, String id, String attribute) {
        return switch (attribute) {
            case "Arn" -> arn(stack, id);
            case "MasterUserSecret.SecretArn" ->
                "arn:aws:secretsmanager:%s:%s:secret:rds!cluster-app".formatted(stack.region(), stack.account());
            default -> id + "." + attribute;
        };
    }

    private static String arn(Stack stack, String id) {
        JsonNode resource = stack.template().path("Resources").path(id);
        JsonNode properties = resource.path("Properties");
        String place = stack.region() + ":" + stack.account();
        return switch (resource.path("Type").asText()) {
            case "AWS::S3::Bucket" -> "arn:aws:s3:::" + named(stack, id);
            case "AWS::KMS::Key" -> "arn:aws:kms:%s:key/lake".formatted(place);
            // Secrets Manager adds six characters to a name.
            case "AWS::SecretsManager::Secret" ->
                "arn:aws:secretsmanager:%s:secret:%s-a1b2c3"
                        .formatted(place, properties.path("Name").asText());
            case "AWS::ECR::Repository" ->
                "arn:aws:ecr:%s:repository/%s"
                        .formatted(place, properties.path("RepositoryName").asText());
            case "AWS::Logs::LogGroup" ->
                "arn:aws:logs:%s:log-group:%s:*"
                        .formatted(place, properties.path("LogGroupName").asText());
            default -> "arn:aws:of:%s:%s".formatted(place, id);
        };
    }
}
