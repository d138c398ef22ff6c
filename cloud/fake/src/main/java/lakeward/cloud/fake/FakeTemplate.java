package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A template with values for its parameters, as CloudFormation understands it. Immutable. */
record FakeTemplate(String account, String region, String stack, JsonNode json, Map<String, String> values) {
    static final FakeTemplate NONE = new FakeTemplate("", "", "", MissingNode.getInstance(), Map.of());

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");
    /** Where a type says what a resource is called; those that do not say are called after their stack and id. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("AWS::Athena::WorkGroup", "/Name"),
            Map.entry("AWS::ECR::Repository", "/RepositoryName"),
            Map.entry("AWS::ECS::Cluster", "/ClusterName"),
            Map.entry("AWS::ECS::Service", "/ServiceName"),
            Map.entry("AWS::Glue::Database", "/DatabaseInput/Name"),
            Map.entry("AWS::IAM::Role", "/RoleName"),
            Map.entry("AWS::KMS::Alias", "/AliasName"),
            Map.entry("AWS::Logs::LogGroup", "/LogGroupName"),
            Map.entry("AWS::RDS::DBCluster", "/DBClusterIdentifier"),
            Map.entry("AWS::RDS::DBInstance", "/DBInstanceIdentifier"),
            Map.entry("AWS::S3::Bucket", "/BucketName"),
            Map.entry("AWS::SNS::Topic", "/TopicName"));

    /** The properties which cannot change without the resource being made anew, of the types of which one may change. */
    private static final Map<String, Set<String>> REPLACING = Map.of(
            "AWS::EC2::SecurityGroup", Set.of("GroupDescription", "VpcId"),
            "AWS::EC2::Subnet", Set.of("AvailabilityZone", "CidrBlock", "VpcId"),
            "AWS::EC2::VPC", Set.of("CidrBlock"),
            "AWS::EC2::VPCPeeringConnection", Set.of("PeerVpcId", "VpcId"),
            "AWS::RDS::DBCluster", Set.of("KmsKeyId", "MasterUsername", "StorageEncrypted"),
            "AWS::RDS::DBInstance", Set.of("KmsKeyId", "MasterUsername", "StorageEncrypted"));

    /** One of its resources. */
    record Resource(String id, String type, String name, boolean isNamed, String onDeletion, JsonNode properties) {
        /** Whether it is made anew where another stands. */
        boolean replaces(Resource before) {
            return REPLACING.getOrDefault(type, Set.of()).stream()
                    .anyMatch(property -> !properties
                            .path(property)
                            .equals(before.properties().path(property)));
        }

        boolean isKept() {
            return onDeletion.startsWith("Retain");
        }

        boolean leavesSnapshot() {
            return onDeletion.equals("Snapshot");
        }

        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    FakeTemplate {
        values = Map.copyOf(new TreeMap<>(values));
    }

    @Override
    public Map<String, String> values() {
        return new TreeMap<>(values);
    }

    Map<String, Resource> resources() {
        Map<String, Resource> resources = new TreeMap<>();
        json.path("Resources").properties().forEach(each -> {
            JsonNode resource = each.getValue();
            String type = resource.path("Type").asText();
            String given = resource.path("Properties")
                    .at(NAMES.getOrDefault(type, "/"))
                    .asText();
            String own = given.isEmpty() ? stack + "-" + each.getKey() : given;
            String onDeletion = resource.path("DeletionPolicy").asText();
            resources.put(
                    each.getKey(),
                    new Resource(each.getKey(), type, own, !given.isEmpty(), onDeletion, resource.path("Properties")));
        });
        return resources;
    }

    /** Returns what makes it no template at all. */
    Optional<String> wrong() {
        Set<String> names = new TreeSet<>(resources().keySet());
        names.addAll(declared());
        for (Map.Entry<String, JsonNode> parameter : json.path("Parameters").properties()) {
            if (!values.containsKey(parameter.getKey()) && !parameter.getValue().has("Default")) {
                return Optional.of("Parameters: [%s] must have values".formatted(parameter.getKey()));
            }
        }
        for (String given : values.keySet()) {
            if (!declared().contains(given)) {
                return Optional.of("Parameters: [%s] do not exist in the template".formatted(given));
            }
        }
        for (JsonNode reference : json.findValues("Ref")) {
            String name = reference.asText();
            if (!name.startsWith("AWS::") && !names.contains(name)) {
                return Optional.of("Unresolved resource dependencies [%s]".formatted(name));
            }
        }
        for (JsonNode reference : json.findValues("Fn::GetAtt")) {
            if (!resources().containsKey(reference.path(0).asText())) {
                return Optional.of("Unresolved resource dependencies [%s]".formatted(reference));
            }
        }
        return resources().size() > 500 ? Optional.of("Number of resources is greater than 500") : Optional.empty();
    }

    private Set<String> declared() {
        Set<String> names = new TreeSet<>();
        json.path("Parameters").properties().forEach(each -> names.add(each.getKey()));
        return names;
    }

    /** Returns the names of other stacks' exports that it uses. */
    Set<String> imports() {
        Set<String> imports = new TreeSet<>();
        json.findValues("Fn::ImportValue").forEach(name -> imports.add(name.asText()));
        return imports;
    }

    Map<String, String> outputs(Function<String, Optional<String>> exports) {
        Map<String, String> outputs = new TreeMap<>();
        json.path("Outputs")
                .properties()
                .forEach(
                        each -> outputs.put(each.getKey(), value(each.getValue().path("Value"), exports)));
        return outputs;
    }

    /** Returns what it exports, by the names under which others import it. */
    Map<String, String> exports(Function<String, Optional<String>> exports) {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode output : json.path("Outputs")) {
            JsonNode name = output.path("Export").path("Name");
            if (!name.isMissingNode()) {
                found.put(name.asText(), value(output.path("Value"), exports));
            }
        }
        return found;
    }

    /** Returns the names under which it exports something of a resource. */
    List<String> exportsOf(String resource) {
        List<String> names = new ArrayList<>();
        for (JsonNode output : json.path("Outputs")) {
            JsonNode value = output.path("Value");
            boolean isOfIt = value.path("Ref").asText().equals(resource)
                    || value.path("Fn::GetAtt").path(0).asText().equals(resource);
            if (isOfIt && output.path("Export").has("Name")) {
                names.add(output.path("Export").path("Name").asText());
            }
        }
        return names;
    }

    /** Returns the folders of tables that its services fill, by bucket, as its markers tell. */
    Map<String, List<String>> tables() {
        Map<String, List<String>> tables = new TreeMap<>();
        for (JsonNode markers : json.path("Resources").findValues("Lakeward")) {
            for (JsonNode marker : markers) {
                String part = marker.path("part").asText();
                if (part.startsWith("aws:captured:")) {
                    for (String zone : List.of("raw", "processed")) {
                        String table = marker.path("content").path(zone).asText();
                        add(tables, zone, table.substring(table.indexOf('.') + 1));
                    }
                } else if (part.startsWith("aws:model:")) {
                    add(tables, "curated", part.substring("aws:model:".length()));
                }
            }
        }
        return tables;
    }

    private void add(Map<String, List<String>> tables, String zone, String folder) {
        String bucket = "%s-%s-%s".formatted(stack.substring(0, stack.lastIndexOf('-')), zone, account);
        tables.computeIfAbsent(bucket, none -> new ArrayList<>()).add(folder);
    }

    private String value(JsonNode node, Function<String, Optional<String>> exports) {
        if (node.has("Ref")) {
            return referred(node.path("Ref").asText());
        }
        if (node.has("Fn::GetAtt")) {
            Resource resource = resources().get(node.path("Fn::GetAtt").path(0).asText());
            String attribute = node.path("Fn::GetAtt").path(1).asText();
            return attribute.equals("Arn") ? arn(resource) : "%s.%s".formatted(resource.name(), attribute);
        }
        if (node.has("Fn::Join")) {
            JsonNode parts = node.path("Fn::Join").path(1);
            return String.join(
                    node.path("Fn::Join").path(0).asText(),
                    StreamSupport.stream(parts.spliterator(), false)
                            .map(part -> value(part, exports))
                            .toList());
        }
        if (node.has("Fn::ImportValue")) {
            return exports.apply(node.path("Fn::ImportValue").asText()).orElse("");
        }
        if (node.has("Fn::Sub")) {
            Matcher variable = VARIABLE.matcher(node.path("Fn::Sub").asText());
            return variable.replaceAll(found -> Matcher.quoteReplacement(referred(found.group(1))));
        }
        return node.asText();
    }

    private String arn(Resource resource) {
        return resource.type().equals("AWS::IAM::Role")
                ? "arn:aws:iam::%s:role/%s".formatted(account, resource.name())
                : "arn:aws:%s:%s:%s:%s"
                        .formatted(
                                resource.type().split("::", -1)[1].toLowerCase(Locale.ROOT),
                                region,
                                account,
                                resource.name());
    }

    /** Returns what {@code Ref} gives of a resource: of an elastic address, one of those for documentation. */
    private static String reference(Resource resource) {
        return resource.type().equals("AWS::EC2::EIP")
                ? "198.51.100." + (1 + Math.floorMod(resource.id().hashCode(), 250))
                : resource.name();
    }

    private String referred(String name) {
        return switch (name) {
            case "AWS::AccountId" -> account;
            case "AWS::Region" -> region;
            case "AWS::Partition" -> "aws";
            default ->
                Optional.ofNullable(values.get(name))
                        .or(() -> Optional.ofNullable(resources().get(name)).map(FakeTemplate::reference))
                        .orElse(name);
        };
    }
}
