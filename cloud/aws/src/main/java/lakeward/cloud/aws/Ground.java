package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Token;

/** The network: its subnets, ways out, private ways to services, and who may connect to whom. */
final class Ground {
    private static final List<String> KINDS = List.of("vpc", "subnets", "nat", "endpoints", "firewall", "peering");

    private final Template template;
    private final List<Facts> parts;
    private final List<String> buckets;
    private final List<String> secrets;
    private final Facts vpc;
    private final List<Object> addresses = new ArrayList<>();

    /** Takes the names of the lake's buckets too: the way to S3 leads to no others. */
    Ground(Template template, List<Facts> parts, List<String> buckets, List<String> secrets) {
        this.secrets = secrets;
        this.template = template;
        this.parts = parts;
        this.buckets = buckets;
        this.vpc = part("vpc").orElseThrow();
    }

    static boolean kind(String id) {
        return KINDS.stream().anyMatch(kind -> Facts.is(id, kind));
    }

    private Optional<Facts> part(String kind) {
        return parts.stream().filter(part -> part.is(kind)).findFirst();
    }

    void write() {
        if (vpc.isMade()) {
            network();
            FlowLog.write(template, "Vpc");
            zones().forEach(this::subnets);
            part("nat")
                    .filter(Facts::isMade)
                    .ifPresent(nat -> template.output(
                            nat.id(),
                            "addresses",
                            Fn.join(",", addresses.stream().map(Token::asString).toList())));
            walls(vpc.text("range"));
            parts.stream().filter(part -> part.is("peering")).forEach(this::peering);
        }
        part("firewall").ifPresent(this::firewall);
        part("endpoints").ifPresent(this::endpoints);
    }

    private Object vpcId() {
        return vpc.isMade() ? ref("Vpc") : vpc.text("id");
    }

    private void network() {
        String name = vpc.text("name");
        template.add(
                "Vpc",
                "AWS::EC2::VPC",
                map(
                        "CidrBlock",
                        vpc.text("range"),
                        "EnableDnsHostnames",
                        true,
                        "EnableDnsSupport",
                        true,
                        "Tags",
                        tags(name)));
        template.add("Gateway", "AWS::EC2::InternetGateway", map("Tags", tags(name)));
        template.add(
                "GatewayAttachment",
                "AWS::EC2::VPCGatewayAttachment",
                map("VpcId", ref("Vpc"), "InternetGatewayId", ref("Gateway")));
    }

    private Stream<Facts> zones() {
        return zones(parts);
    }

    private static Stream<Facts> zones(List<Facts> parts) {
        return parts.stream().filter(part -> part.is("subnets"));
    }

    private void subnets(Facts part) {
        int zone = part.number("zone").intValueExact();
        for (String tier : List.of("public", "private", "isolated")) {
            String id = subnetId(part, tier);
            template.add(
                    id,
                    "AWS::EC2::Subnet",
                    map(
                            "VpcId",
                            ref("Vpc"),
                            "CidrBlock",
                            part.text(tier),
                            // A region's zones are called by its name and a letter.
                            "AvailabilityZone",
                            sub("${AWS::Region}" + (char) ('a' + zone)),
                            "MapPublicIpOnLaunch",
                            false,
                            "Tags",
                            tags("%s-%s-%d".formatted(vpc.text("name"), tier, zone))));
            template.add(id + "Routes", "AWS::EC2::RouteTable", map("VpcId", ref("Vpc"), "Tags", tags(id)));
            template.add(
                    id + "RoutesOf",
                    "AWS::EC2::SubnetRouteTableAssociation",
                    map("SubnetId", ref(id), "RouteTableId", ref(id + "Routes")));
            template.export(id);
            routes(tier, zone, id);
        }
    }

    private void routes(String tier, int zone, String id) {
        if (tier.equals("public")) {
            CfnResource way = template.add(
                    id + "Out",
                    "AWS::EC2::Route",
                    map(
                            "RouteTableId",
                            ref(id + "Routes"),
                            "DestinationCidrBlock",
                            "0.0.0.0/0",
                            "GatewayId",
                            ref("Gateway")));
            way.addOverride("DependsOn", List.of("GatewayAttachment"));
        } else if (tier.equals("private") && hasNat()) {
            template.add(
                    id + "Out",
                    "AWS::EC2::Route",
                    map(
                            "RouteTableId",
                            ref(id + "Routes"),
                            "DestinationCidrBlock",
                            "0.0.0.0/0",
                            "NatGatewayId",
                            ref("Nat" + zone)));
        }
        if (tier.equals("public") && hasNat()) {
            addresses.add(ref("NatAddress" + zone));
            template.add("NatAddress" + zone, "AWS::EC2::EIP", map("Domain", "vpc", "Tags", tags("nat-" + zone)))
                    .addOverride("DependsOn", List.of("GatewayAttachment"));
            template.add(
                    "Nat" + zone,
                    "AWS::EC2::NatGateway",
                    map(
                            "SubnetId",
                            ref(id),
                            "AllocationId",
                            att("NatAddress" + zone, "AllocationId"),
                            "Tags",
                            tags("nat-" + zone)));
        }
    }

    /** The private subnets reach a peer; in an account and region of its own AWS accepts that by itself. */
    private void peering(Facts peer) {
        String id = peer.logicalId();
        template.add(
                id,
                "AWS::EC2::VPCPeeringConnection",
                map("VpcId", ref("Vpc"), "PeerVpcId", peer.text("network"), "Tags", tags(peer.text("name"))));
        for (String subnet : ids("private")) {
            template.add(
                    id + subnet,
                    "AWS::EC2::Route",
                    map(
                            "RouteTableId",
                            ref(subnet + "Routes"),
                            "DestinationCidrBlock",
                            peer.text("range"),
                            "VpcPeeringConnectionId",
                            ref(id)));
        }
    }

    private boolean hasNat() {
        return part("nat").filter(Facts::isMade).isPresent();
    }

    /** Groups first and their rules after, for two groups may name each other. */
    private void firewall(Facts firewall) {
        Map<String, String> groups = new LinkedHashMap<>();
        List<Facts> allowed = firewall.each("allow");
        for (Facts allow : allowed) {
            groups.computeIfAbsent(allow.text("from"), this::group);
            if (allow.optionalText("range").isEmpty()) {
                groups.computeIfAbsent(allow.text("to"), this::group);
            }
        }
        firewall.texts("closed").forEach(member -> groups.put(member, group(member)));
        if (!groups.containsKey("services")) {
            groups.put("services", group("services"));
        }
        for (Facts allow : allowed) {
            String from = groups.get(allow.text("from"));
            if (allow.optionalText("range").isPresent()) {
                ownServer(from, allow);
                continue;
            }
            String to = groups.get(allow.text("to"));
            template.add(
                    "From" + from + "To" + to, "AWS::EC2::SecurityGroupEgress", rule(from, "Destination", to, allow));
            template.add("To" + to + "From" + from, "AWS::EC2::SecurityGroupIngress", rule(to, "Source", from, allow));
            if (allow.text("to").equals("services")) {
                elsewhere(from, allow);
            }
        }
    }

    /** The author's own server is in no group of ours. */
    private void ownServer(String from, Facts allow) {
        String range = allow.text("range");
        template.add(
                "From" + from + "To" + range.replaceAll("[^0-9]", "x"),
                "AWS::EC2::SecurityGroupEgress",
                outwards(from, range, allow, allow.text("to").replace(':', ' ')));
    }

    /** Services without an endpoint of their own here, S3 behind its gateway too, have addresses that a template cannot name. */
    private void elsewhere(String from, Facts allow) {
        template.add(
                "From" + from + "ToOtherServices",
                "AWS::EC2::SecurityGroupEgress",
                outwards(from, "0.0.0.0/0", allow, "services without an endpoint here"));
    }

    private static Map<String, Object> outwards(String group, String range, Facts allow, String what) {
        return map(
                "GroupId",
                ref(group),
                "CidrIp",
                range,
                "IpProtocol",
                "tcp",
                "FromPort",
                allow.number("port"),
                "ToPort",
                allow.number("port"),
                "Description",
                what);
    }

    /** Isolated subnets talk with the network and nobody else, whatever a group or a route says one day. */
    private void walls(String range) {
        template.add("Wall", "AWS::EC2::NetworkAcl", map("VpcId", ref("Vpc"), "Tags", tags("isolated")));
        for (boolean egress : List.of(false, true)) {
            template.add(
                    egress ? "WallOut" : "WallIn",
                    "AWS::EC2::NetworkAclEntry",
                    map(
                            "NetworkAclId",
                            ref("Wall"),
                            "CidrBlock",
                            range,
                            "Egress",
                            egress,
                            "Protocol",
                            6,
                            "PortRange",
                            map("From", 0, "To", 65_535),
                            "RuleAction",
                            "allow",
                            "RuleNumber",
                            100));
        }
        for (String subnet : ids("isolated")) {
            template.add(
                    subnet + "Wall",
                    "AWS::EC2::SubnetNetworkAclAssociation",
                    map("SubnetId", ref(subnet), "NetworkAclId", ref("Wall")));
        }
    }

    private static Map<String, Object> rule(String group, String side, String other, Facts allow) {
        return map(
                "GroupId",
                ref(group),
                side + "SecurityGroupId",
                ref(other),
                "IpProtocol",
                "tcp",
                "FromPort",
                allow.number("port"),
                "ToPort",
                allow.number("port"),
                "Description",
                "%s to %s".formatted(allow.text("from"), allow.text("to")).replace(':', ' '));
    }

    private String group(String member) {
        String id = Facts.logicalId("aws:group:" + member);
        template.add(
                id,
                "AWS::EC2::SecurityGroup",
                map(
                        "GroupDescription",
                        member.replace(':', ' '),
                        "VpcId",
                        vpcId(),
                        "SecurityGroupEgress",
                        nowhere(),
                        "Tags",
                        tags(member)));
        template.export(id);
        return id;
    }

    /** Without a rule of its own, a group may connect to everybody; this one leads nowhere. */
    static List<Object> nowhere() {
        return List.of(map(
                "CidrIp",
                "255.255.255.255/32",
                "IpProtocol",
                "icmp",
                "FromPort",
                252,
                "ToPort",
                86,
                "Description",
                "nowhere"));
    }

    private void endpoints(Facts endpoints) {
        for (String gateway : endpoints.texts("gateways")) {
            template.add(
                    "Endpoint" + gateway,
                    "AWS::EC2::VPCEndpoint",
                    map(
                            "VpcId",
                            vpcId(),
                            "ServiceName",
                            service(gateway.equals("objects") ? "s3" : "dynamodb"),
                            "VpcEndpointType",
                            "Gateway",
                            "PolicyDocument",
                            gateway.equals("objects") ? EndpointPolicies.objects(buckets) : EndpointPolicies.nothing(),
                            "RouteTableIds",
                            ids("private", "isolated").stream()
                                    .map(id -> ref(id + "Routes"))
                                    .toList()));
        }
        for (String name : endpoints.texts("interfaces")) {
            if (name.equals("warehouse")) {
                WarehouseLink.write(template, vpcId(), privateSubnets(), endpoints.text("warehouse"), clients());
                continue;
            }
            String services = Facts.logicalId("aws:group:services");
            template.add(
                    "Endpoint" + name,
                    "AWS::EC2::VPCEndpoint",
                    map(
                            "VpcId",
                            vpcId(),
                            "ServiceName",
                            service(name.equals("secrets") ? "secretsmanager" : "logs"),
                            "VpcEndpointType",
                            "Interface",
                            "PolicyDocument",
                            name.equals("secrets") ? EndpointPolicies.secrets(secrets) : EndpointPolicies.logs(),
                            "PrivateDnsEnabled",
                            true,
                            "SubnetIds",
                            privateSubnets(),
                            "SecurityGroupIds",
                            List.of(ref(services))));
        }
    }

    /** Returns who may ask the warehouse: this network and those that may be reached from it; of one that stands, whom its owner lets. */
    private List<String> clients() {
        List<String> ranges = new ArrayList<>(vpc.optionalText("range").stream().toList());
        parts.stream()
                .filter(part -> part.is("peering") && part.isMade())
                .forEach(peer -> ranges.add(peer.text("range")));
        return ranges;
    }

    private List<Object> privateSubnets() {
        return vpc.isMade() ? ids("private").stream().map(Template::ref).toList() : List.copyOf(vpc.texts("private"));
    }

    private static Object service(String name) {
        return sub("com.amazonaws.${AWS::Region}." + name);
    }

    private List<String> ids(String... tiers) {
        List<String> ids = new ArrayList<>();
        for (String tier : tiers) {
            zones().forEach(part -> ids.add(subnetId(part, tier)));
        }
        return ids;
    }

    /** Returns a tier's subnets, as another stack names them. */
    static List<Object> subnets(Template other, List<Facts> parts, String tier) {
        Facts vpc = parts.stream().filter(part -> part.is("vpc")).findFirst().orElseThrow();
        if (!vpc.isMade()) {
            return List.copyOf(vpc.texts(tier));
        }
        return zones(parts).map(part -> other.imported(subnetId(part, tier))).toList();
    }

    private static String subnetId(Facts part, String tier) {
        return "Subnet" + tier + part.number("zone");
    }
}
