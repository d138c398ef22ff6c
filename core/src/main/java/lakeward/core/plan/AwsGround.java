package lakeward.core.plan;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.Access;
import lakeward.core.platform.Access.Group;
import lakeward.core.platform.Database;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.Network;
import lakeward.core.platform.Network.Peer;
import lakeward.core.platform.Network.PrivateLink;
import lakeward.core.platform.Network.Tier;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Target;

/** What all else on AWS stands on: organization, network, people. */
final class AwsGround {
    private static final String VPC = "aws:vpc";
    private static final int POSTGRES_PORT = 5432;
    private static final String ANYWHERE = "0.0.0.0/0";
    private static final int HTTPS_PORT = 443;

    private final Cloud cloud;

    AwsGround(Cloud cloud) {
        this.cloud = cloud;
    }

    List<Part> guardrails(Guardrails guardrails) {
        Target.Aws aws = cloud.target().aws();
        String why =
                "Service control policies bind every identity of the accounts, administrators too; what they cannot"
                        + " tell apart, zone raw and masked columns, no role is granted.";
        Part organization = Part.of(
                        "aws:organization", "guardrails", cloud.management(), "the organization", Fidelity.EXACT, why)
                .content(Content.empty()
                        .with("id", aws.existing().organization())
                        .with("features", "all"))
                // Accounts hang on it, and all that is in them.
                .holdingData();
        List<String> regions = guardrails.regions().isEmpty() ? List.of(aws.region()) : guardrails.regions();
        return List.of(
                aws.existing().organization().isPresent() ? organization.existing() : organization,
                Part.of(
                                "aws:unit",
                                "guardrails",
                                cloud.management(),
                                "a unit with the accounts in it",
                                Fidelity.EXACT,
                                why)
                        .content(Content.empty()
                                .with("name", cloud.named("accounts"))
                                .with("accounts", accounts(aws.accounts())))
                        .needs("aws:organization"),
                Part.of(
                                "aws:policy:guardrails",
                                "guardrails",
                                cloud.management(),
                                "policies that no account can override",
                                Fidelity.EQUIVALENT,
                                why)
                        .content(Content.empty()
                                .with("regions", regions)
                                .with(
                                        "deny",
                                        guardrails.deny().stream()
                                                .map(Labels::of)
                                                .toList())
                                .with(
                                        "masked",
                                        guardrails.masked().stream()
                                                .map(Object::toString)
                                                .toList()))
                        .needs("aws:unit"));
    }

    private static List<String> accounts(Target.Accounts accounts) {
        List<String> named = new ArrayList<>(List.of(accounts.data()));
        accounts.audit().filter(audit -> !named.contains(audit)).ifPresent(named::add);
        return named;
    }

    List<Part> network(Network network) {
        Optional<Target.Vpc> existing = cloud.existing().vpc();
        List<Part> parts = new ArrayList<>(existing.map(this::existing).orElseGet(() -> made(network)));
        parts.add(endpoints(network));
        parts.add(firewall());
        network.peers().forEach(peer -> parts.add(peering(peer)));
        return parts;
    }

    private Part peering(Peer peer) {
        boolean stands = cloud.existing().vpc().isPresent();
        Part part = Part.of(
                        "aws:peering:" + peer.name(),
                        "network",
                        cloud.data(),
                        "a way to %s".formatted(peer.name()),
                        Fidelity.EQUIVALENT,
                        stands
                                ? "Your network stands with its own ways to others; this one is looked for there."
                                : "The way there begins in the private subnets; the way back is a route in the other network, which"
                                        + " whoever has that makes.")
                .content(Content.empty()
                        .with("name", cloud.named(peer.name()))
                        .with("range", peer.range().toString())
                        .with(
                                "network",
                                Optional.ofNullable(cloud.existing().peers().get(peer.name()))))
                .fixed("network")
                .needs(VPC)
                .needs(cloud.subnets());
        return stands ? part.existing() : part;
    }

    private List<Part> existing(Target.Vpc vpc) {
        Fields content = Content.empty()
                .with("id", vpc.id())
                .with("private", vpc.privateSubnets())
                .with("isolated", vpc.isolatedSubnets());
        return List.of(Part.of(
                        VPC,
                        "network",
                        cloud.data(),
                        "your network, as it stands",
                        Fidelity.EXACT,
                        "It is used where it stands; only its security groups and endpoints are made.")
                .content(content)
                .existing());
    }

    private List<Part> made(Network network) {
        double zones = network.zones();
        List<Part> parts = new ArrayList<>();
        parts.add(part(VPC, "a network of %s over %d zones".formatted(network.range(), network.zones()))
                .content(Content.empty()
                        .with("name", cloud.named("network"))
                        .with("range", network.range().toString())
                        .with("zones", network.zones()))
                .fixed("range")
                .costing(cloud.costs()
                        .monthly("aws.flow-log.gb", 0.1, 10, "0.1 to 10 GB of connections refused and logged")));
        for (int zone = 0; zone < network.zones(); zone++) {
            parts.add(subnets(network, zone));
        }
        parts.add(part("aws:nat", "ways out of the private subnets, one a zone")
                .content(Content.empty().with("gateways", network.zones()))
                .needs(cloud.subnets())
                .costing(cloud.costs()
                        .always("aws.nat-hour", zones, "")
                        .plus(cloud.costs().monthly("aws.nat-gb", 10, 500, "10 to 500 GB leave the network"))));
        return parts;
    }

    private Part subnets(Network network, int zone) {
        Fields ranges = Content.empty();
        for (Tier tier : Tier.values()) {
            ranges = ranges.with(Labels.of(tier), network.subnet(tier, zone).toString());
        }
        String id = Cloud.subnets(zone);
        return part(id, "public, private and isolated subnets in zone " + id.substring(id.length() - 1))
                .content(ranges.with("zone", zone))
                .fixed("public", "private", "isolated")
                .needs(VPC);
    }

    private Part endpoints(Network network) {
        List<String> interfaces = network.privateLinks().stream()
                .filter(link -> !isGateway(link))
                .map(Labels::of)
                .toList();
        return part("aws:endpoints", "private ways to %s".formatted(words(network.privateLinks())))
                .content(Content.empty()
                        .with(
                                "gateways",
                                network.privateLinks().stream()
                                        .filter(AwsGround::isGateway)
                                        .map(Labels::of)
                                        .toList())
                        .with("interfaces", interfaces)
                        .with(
                                "warehouse",
                                network.privateLinks().contains(PrivateLink.WAREHOUSE)
                                        ? cloud.target().snowflake().flatMap(Target.Snowflake::privateLink)
                                        : Optional.empty()))
                .needs(cloud.subnets())
                .costing(endpointCosts(interfaces, network.zones()));
    }

    private Cost endpointCosts(List<String> interfaces, int zones) {
        Cost hours = cloud.costs().always("aws.endpoint-hour", interfaces.size() * (double) zones, "");
        return interfaces.contains(Labels.of(PrivateLink.WAREHOUSE))
                ? hours.plus(cloud.costs().monthly("aws.hosted-zone", 1, 1, ""))
                : hours;
    }

    private static boolean isGateway(PrivateLink link) {
        return switch (link) {
            case OBJECTS, METADATA -> true;
            case WAREHOUSE, SECRETS, LOGS -> false;
        };
    }

    private static String words(Collection<PrivateLink> links) {
        return links.isEmpty()
                ? "nothing"
                : String.join(", ", links.stream().map(Labels::of).toList());
    }

    /** Who may open a connection to whom; all else is refused. */
    private Part firewall() {
        List<Content> allowed = new ArrayList<>();
        for (Database database : cloud.platform().databases()) {
            String name = database.name();
            allowed.addAll(allowDatabase("capture:" + name, database));
            allowed.add(allow("capture:" + name, "services", HTTPS_PORT));
            if (cloud.target().place().capture() == Target.Capture.DMS) {
                allowed.addAll(allowDatabase("dms:" + name, database));
                allowed.add(allow("dms:" + name, "services", HTTPS_PORT));
            }
        }
        if (!cloud.modelsOnDatabricks() && !cloud.platform().models().isEmpty()) {
            allowed.add(allow("models", "services", HTTPS_PORT));
        }
        // Whoever uses them is none of ours, and lets himself in.
        List<String> closed = cloud.platform().servers().stream()
                .map(server -> "database:" + server.name())
                .toList();
        Fields content = Content.empty().with("allow", new Items(allowed));
        return part("aws:firewall", "who may connect to whom")
                .content(closed.isEmpty() ? content : content.with("closed", closed))
                .needs(VPC);
    }

    /** An own server is where its address leads: in a network that may be reached from here, or anywhere if there is none. */
    private List<Fields> allowDatabase(String from, Database database) {
        if (database.url().isEmpty()) {
            return List.of(allow(from, "database:" + database.name(), POSTGRES_PORT));
        }
        int port = URI.create(database.url().get()).getPort();
        List<String> ranges = cloud.platform().ground().network().orElse(Network.DEFAULT).peers().stream()
                .map(peer -> peer.range().toString())
                .toList();
        return (ranges.isEmpty() ? List.of(ANYWHERE) : ranges)
                .stream()
                        .map(range -> allow(from, "database:" + database.name(), port < 0 ? POSTGRES_PORT : port)
                                .with("range", range))
                        .toList();
    }

    private static Fields allow(String from, String to, int port) {
        return Content.empty().with("from", from).with("to", to).with("port", port);
    }

    /** Who signs in to AWS itself, and reads tables there with Athena. */
    List<Part> access(Access access) {
        List<Part> parts = new ArrayList<>();
        cloud.existing()
                .identityCenter()
                .ifPresent(instance -> parts.add(Part.of(
                                "aws:identity-center",
                                "sign-in",
                                cloud.management(),
                                "Identity Center, as it stands",
                                Fidelity.EXACT,
                                "AWS lets no program enable it for an organization, so it is used where it stands.")
                        .content(Content.empty()
                                .with("instance", instance)
                                .with("store", cloud.existing().identityStore()))
                        .existing()));
        for (Role role : access.roles()) {
            parts.add(role(role));
        }
        for (Group group : access.groups()) {
            parts.add(Part.of(
                            "aws:group:" + group.name(),
                            "group",
                            cloud.management(),
                            "group %s".formatted(group.name()),
                            Fidelity.EXACT,
                            "Identity Center has the group and assigns it the permission sets of its roles.")
                    .content(Content.empty()
                            .with("name", group.name())
                            .with("roles", group.roles())
                            .with("people", group.people()))
                    .needs("aws:identity-center")
                    .needs(group.roles().stream().map(AwsGround::role).toList())
                    .granting(group.roles().stream()
                            .map(role -> new Grant("group " + group.name(), "be", "role " + role))
                            .toList()));
        }
        return parts;
    }

    private Part role(Role role) {
        Set<TableId> partly = role.partlySeen();
        List<TableId> whole =
                role.reads().stream().filter(table -> !partly.contains(table)).toList();
        boolean all = whole.size() == role.reads().size();
        return Part.of(
                        role(role.name()),
                        "role",
                        cloud.data(),
                        "a permission set for role %s".formatted(role.name()),
                        all ? Fidelity.EXACT : Fidelity.APPROXIMATE,
                        all
                                ? "Its permission set reads these tables with Athena and no others."
                                : "Athena reads a Delta table's files whole, so tables of which the role sees a part are not"
                                        + " granted here; it reads them in the warehouse or on Databricks.")
                .content(Content.empty()
                        .with("name", role.name())
                        .with("reads", whole.stream().map(TableId::toString).toList())
                        .with("locations", whole.stream().map(cloud::location).toList()))
                .needs(whole.stream().map(Cloud::table).toList())
                .granting(whole.stream()
                        .map(table -> new Grant("role " + role.name(), "read", Vendor.AWS.label() + " " + table))
                        .toList());
    }

    private static String role(String name) {
        return "aws:role:" + name;
    }

    private Part part(String id, String what) {
        return Part.of(
                id,
                "network",
                cloud.data(),
                what,
                Fidelity.EXACT,
                "A VPC of its own, in which a connection that nothing here needs is refused.");
    }
}
