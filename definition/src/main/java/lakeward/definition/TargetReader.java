package lakeward.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.plan.AwsFacts;
import lakeward.core.plan.DmsLosses;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Network;
import lakeward.core.platform.Network.PrivateLink;
import lakeward.core.platform.Platform;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Target;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Section.Named;
import lakeward.definition.yaml.Written;

/** Checks targets: what a target cannot do with the platform is a problem at the author's line. */
final class TargetReader {
    private final List<Database> databases;
    private final Ground ground;
    private final boolean networkIsKnown;
    private final PlacementReader placements;
    private final AwsLimits limits;
    private final VendorNames names;
    private final Problems problems;

    /**
     * @param platform as it is before its targets are known
     * @param places where the author names processed and curated tables
     */
    TargetReader(Platform platform, Map<TableId, Place> places, boolean networkIsKnown, Problems problems) {
        this.databases = platform.databases();
        this.ground = platform.ground();
        this.networkIsKnown = networkIsKnown;
        this.placements = new PlacementReader(platform, problems);
        this.limits = new AwsLimits(platform, problems);
        this.names = new VendorNames(platform, places, problems);
        this.problems = problems;
    }

    List<Target> read(List<TargetSettings> settings) {
        List<Target> targets = new ArrayList<>(List.of(Target.LOCAL));
        Map<String, Place> seen = new HashMap<>();
        Map<Target, String> twins = new HashMap<>();
        for (TargetSettings target : settings) {
            String name = target.name().value();
            Place first = seen.putIfAbsent(name, target.name().place());
            if (first != null) {
                problems.add(
                        target.name().place(),
                        "Cannot use target '%s' twice: it is in %s:%d already. Rename one."
                                .formatted(name, first.file(), first.line()));
            } else if (name.equals(Target.LOCAL.name())) {
                checkLocal(target);
            } else {
                cloud(target).ifPresent(cloud -> {
                    checkTwin(target, cloud, twins);
                    targets.add(cloud);
                });
            }
        }
        return targets;
    }

    private void checkLocal(TargetSettings target) {
        boolean vendors = target.aws().isPresent()
                || target.snowflake().isPresent()
                || target.databricks().isPresent()
                || !target.databases().isEmpty();
        if (vendors) {
            problems.add(
                    target.name().place(),
                    "Cannot use anything of a vendor in target 'local': it is this machine. Give it another name.");
        }
    }

    private void checkTwin(TargetSettings settings, Target.Cloud cloud, Map<Target, String> twins) {
        Target nameless = new Target.Cloud(
                "",
                cloud.aws(),
                cloud.snowflake(),
                cloud.databricks(),
                cloud.place(),
                cloud.databases(),
                cloud.secrets());
        String other = twins.putIfAbsent(nameless, cloud.name());
        if (other != null) {
            problems.add(
                    settings.name().place(),
                    "Cannot use target '%s': it is '%s' in all but its name. Change its account or region, or leave it out."
                            .formatted(cloud.name(), other));
        }
    }

    /** Returns the target, or empty if something is wrong with it, which is reported. */
    private Optional<Target.Cloud> cloud(TargetSettings target) {
        int before = problems.size();
        String name = target.name().value();
        if (target.aws().isEmpty()) {
            problems.add(
                    target.name().place(),
                    "Cannot use target '%s': it does not say where it is. Add aws: {accounts: …, region: …}."
                            .formatted(name));
            return Optional.empty();
        }
        TargetSettings.Aws aws = target.aws().get();
        checkRegion(name, aws);
        checkAccounts(name, aws);
        checkPeople(name, aws);
        checkAlarms(target);
        limits.check(target);
        if (networkIsKnown) {
            checkNetwork(target, aws);
        }
        Target.Place place = place(target);
        names.check(target, place);
        Map<String, DatabasePlacement> sizes = placements.read(target);
        Map<String, String> secrets = placements.secrets(target);
        boolean unread = aws.data().isEmpty()
                || aws.region().isEmpty()
                || target.namesSnowflake() != target.snowflake().isPresent()
                || target.namesDatabricks() != target.databricks().isPresent();
        if (problems.size() > before || unread) {
            return Optional.empty();
        }
        return Optional.of(new Target.Cloud(
                name,
                new Target.Aws(
                        new Target.Accounts(
                                aws.data().get().value(),
                                aws.audit().map(Written::value),
                                aws.management().map(Written::value)),
                        aws.region().get().value(),
                        existing(aws.existing())),
                target.snowflake().map(Written::value),
                target.databricks().map(Written::value),
                place,
                new TreeMap<>(sizes),
                new TreeMap<>(secrets)));
    }

    /** What a server's own product alone measures nobody tells of a server that AWS does not run. */
    private void checkAlarms(TargetSettings target) {
        for (Alarm alarm : ground.alarms()) {
            boolean ofServer =
                    alarm.metric().subject() == Alarm.Subject.DATABASE && alarm.metric() != Alarm.Metric.KEPT_LOG;
            boolean own = databases.stream()
                    .anyMatch(database -> database.name().equals(alarm.subject())
                            && database.url().isPresent());
            if (ofServer && own) {
                problems.add(
                        target.name().place(),
                        "Cannot watch %s(%s) on target '%s': it is your own server, of which AWS has no figures. Remove alarm '%s'."
                                .formatted(
                                        alarm.metric().label(),
                                        alarm.subject(),
                                        target.name().value(),
                                        alarm.name()));
            }
        }
    }

    private void checkRegion(String target, TargetSettings.Aws aws) {
        aws.region().ifPresent(region -> {
            if (!AwsFacts.REGIONS.contains(region.value())) {
                problems.add(
                        region.place(),
                        GuardrailSettings.unknownRegion("targets.%s.aws.region".formatted(target), region.value()));
                return;
            }
            List<String> allowed =
                    ground.guardrails().map(bounds -> bounds.regions()).orElse(List.of());
            if (!allowed.isEmpty() && !allowed.contains(region.value())) {
                problems.add(
                        region.place(),
                        "Cannot use region '%s' for target '%s': guardrails allow %s alone. Choose one of them, or add it to guardrails.regions."
                                .formatted(region.value(), target, String.join(", ", allowed)));
            }
            int zones = ground.network().orElse(Network.DEFAULT).zones();
            if (zones > AwsFacts.zones(region.value()) && aws.existing().vpc().isEmpty()) {
                problems.add(
                        region.place(),
                        "Cannot use region '%s' for target '%s': it has %d zones, and network.zones is %d. Write network: {zones: %d}, or choose another region."
                                .formatted(
                                        region.value(),
                                        target,
                                        AwsFacts.zones(region.value()),
                                        zones,
                                        AwsFacts.zones(region.value())));
            }
        });
    }

    private void checkAccounts(String target, TargetSettings.Aws aws) {
        if (ground.guardrails().isEmpty()) {
            return;
        }
        if (aws.management().isEmpty()) {
            problems.add(
                    aws.at(),
                    "Cannot enforce guardrails on target '%s': aws.accounts has no management account, and nothing else stands above the data account's own administrators. Add management: to accounts."
                            .formatted(target));
            return;
        }
        Written<String> management = aws.management().get();
        String governing = management.value();
        if (aws.data().map(Written::value).filter(governing::equals).isPresent()
                || aws.audit().map(Written::value).filter(governing::equals).isPresent()) {
            problems.add(
                    management.place(),
                    "Cannot enforce guardrails on target '%s': they do not bind the management account, and %s is used for data or audit too. Use another account for those."
                            .formatted(target, governing));
        }
    }

    private void checkPeople(String target, TargetSettings.Aws aws) {
        boolean people =
                !ground.access().roles().isEmpty() || !ground.access().groups().isEmpty();
        if (people && aws.existing().identityCenter().isEmpty()) {
            problems.add(
                    aws.at(),
                    "Cannot give people roles on target '%s': AWS lets no program enable Identity Center for an organization. Enable it once, and add existing: {identity-center: …, identity-store: …} to aws."
                            .formatted(target));
        }
        if (aws.existing().identityCenter().isPresent()
                && aws.existing().identityStore().isEmpty()) {
            problems.add(
                    aws.existing().identityCenter().get().place(),
                    "Cannot use Identity Center on target '%s': its identity store is missing. Add identity-store: d-…."
                            .formatted(target));
        }
    }

    private void checkNetwork(TargetSettings target, TargetSettings.Aws aws) {
        String name = target.name().value();
        Network network = ground.network().orElse(Network.DEFAULT);
        List<String> peers = network.peers().stream().map(Network.Peer::name).toList();
        List<String> there = new ArrayList<>();
        for (Named peer : aws.existing().peers()) {
            there.add(peer.name().value());
            if (!peers.contains(peer.name().value())) {
                problems.add(
                        peer.name().place(),
                        "Cannot reach peer '%s' on target '%s': network.peers has no such peer.%s"
                                .formatted(
                                        peer.name().value(),
                                        name,
                                        Spelling.nearest(peer.name().value(), peers)
                                                .map(" Did you mean '%s'?"::formatted)
                                                .orElse(" Add it there, with its cidr.")));
            }
        }
        peers.stream()
                .filter(peer -> !there.contains(peer))
                .forEach(peer -> problems.add(
                        aws.at(),
                        "Cannot reach peer '%s' on target '%s': aws does not say which network that is. Add existing: {peers: {%s: vpc-…}} to aws."
                                .formatted(peer, name, peer)));
        if (network.privateLinks().contains(PrivateLink.WAREHOUSE) && !target.namesSnowflake()) {
            problems.add(
                    target.name().place(),
                    "Cannot link target '%s' privately to the warehouse: it has none. Add snowflake:, or take warehouse out of network.private-links."
                            .formatted(name));
        }
        boolean linked = target.snowflake()
                .map(Written::value)
                .flatMap(Target.Snowflake::privateLink)
                .isPresent();
        if (network.privateLinks().contains(PrivateLink.WAREHOUSE)
                && target.snowflake().isPresent()
                && !linked) {
            problems.add(
                    target.snowflake().get().place(),
                    "Cannot link target '%s' privately to the warehouse: snowflake does not say by which service. Ask there for system$get_privatelink_config(), and add private-link: com.amazonaws.vpce.…, or take warehouse out of network.private-links."
                            .formatted(name));
        }
        aws.existing().vpc().ifPresent(vpc -> {
            if (vpc.privateSubnets().size() < 2 || vpc.isolatedSubnets().size() < 2) {
                problems.add(
                        vpc.at(),
                        "Cannot use the network of target '%s' where it stands: databases need isolated subnets and services private ones, in two zones or more. Name at least two of each."
                                .formatted(name));
            }
        });
    }

    private Target.Place place(TargetSettings target) {
        TargetSettings.Placing written = target.place();
        String name = target.name().value();
        Target.Capture capture = written.capture().orElse(Target.Capture.LAKEWARD);
        Target.Models models = written.models()
                .orElse(target.databricks().isPresent() ? Target.Models.DATABRICKS : Target.Models.LAKEWARD);
        Target.Warehouse warehouse = written.warehouse()
                .orElse(target.snowflake().isPresent() ? Target.Warehouse.SNOWFLAKE : Target.Warehouse.NONE);
        if (models == Target.Models.DATABRICKS && !target.namesDatabricks()) {
            problems.add(
                    written.modelsAt(),
                    "Cannot place models with databricks: target '%s' has none. Add databricks: {workspace: …}, or write models: lakeward."
                            .formatted(name));
        }
        if (warehouse == Target.Warehouse.SNOWFLAKE && !target.namesSnowflake()) {
            problems.add(
                    written.warehouseAt(),
                    "Cannot place the warehouse with snowflake: target '%s' has none. Add snowflake: {account: …}, or write warehouse: none."
                            .formatted(name));
        }
        if (capture == Target.Capture.DMS) {
            checkDms(written.captureAt());
        }
        return new Target.Place(capture, models, warehouse);
    }

    private void checkDms(Place place) {
        for (Database database : databases) {
            if (database.url().isPresent()) {
                problems.add(
                        place,
                        "Cannot capture database '%s' with dms: it is your own server, and DMS is generated for servers that AWS runs. Write capture: lakeward."
                                .formatted(database.name()));
            }
            for (CapturedTable table : database.tables()) {
                for (Column column : table.schema().columns()) {
                    if (DmsLosses.leavesOut(column)) {
                        problems.add(
                                place,
                                "Cannot capture '%s' with dms: it leaves column '%s' of type %s out. Write capture: lakeward, or take the table out of capture.tables."
                                        .formatted(table, column.name(), column.declared()));
                    }
                }
            }
        }
    }

    private static Target.Existing existing(TargetSettings.Existing existing) {
        Map<String, String> peers = new TreeMap<>();
        existing.peers()
                .forEach(peer -> peers.put(peer.name().value(), peer.text().value()));
        return new Target.Existing(
                existing.organization().map(Written::value),
                existing.identityCenter().map(Written::value),
                existing.identityStore().map(Written::value),
                existing.detector().map(Written::value),
                existing.recorder().map(Written::value),
                existing.trail().map(Written::value),
                existing.vpc()
                        .flatMap(vpc -> vpc.id()
                                .map(id -> new Target.Vpc(
                                        id.value(),
                                        vpc.privateSubnets().stream()
                                                .map(Written::value)
                                                .toList(),
                                        vpc.isolatedSubnets().stream()
                                                .map(Written::value)
                                                .toList()))),
                new TreeMap<>(peers));
    }
}
