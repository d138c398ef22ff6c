package lakeward.definition;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import lakeward.core.plan.AwsFacts;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Platform;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Written;

/** Checks how a target runs databases: product, version, size. */
final class PlacementReader {
    private final List<Database> databases;
    private final List<String> servers;
    private final Problems problems;

    PlacementReader(Platform platform, Problems problems) {
        this.databases = platform.databases();
        this.servers = platform.servers().stream().map(MysqlServer::name).toList();
        this.problems = problems;
    }

    /** Returns how each database is run that the target sizes, and each MySQL; what is wrong is reported. */
    Map<String, DatabasePlacement> read(TargetSettings target) {
        Map<String, DatabasePlacement> placements = new TreeMap<>();
        servers.forEach(server -> placements.put(server, MysqlVersions.DEFAULT));
        for (TargetSettings.DatabaseSize size : target.databases()) {
            String name = size.name().value();
            Optional<Database> database = databases.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst();
            if (database.isEmpty() && !servers.contains(name)) {
                List<String> known = Stream.concat(databases.stream().map(Database::name), servers.stream())
                        .toList();
                problems.add(
                        size.name().place(),
                        "Cannot size database '%s' on target '%s': there is no such database.%s"
                                .formatted(
                                        name,
                                        target.name().value(),
                                        Spelling.nearest(name, known)
                                                .map(" Did you mean '%s'?"::formatted)
                                                .orElse(" There are %s.".formatted(known))));
            } else if (database.flatMap(Database::url).isPresent()) {
                if (isSized(size)) {
                    problems.add(
                            size.name().place(),
                            "Cannot size database '%s' on target '%s': it is your own server, which is used as it stands. Name its secret alone."
                                    .formatted(name, target.name().value()));
                }
            } else if (size.secret().isPresent()) {
                problems.add(
                        size.secret().get().place(),
                        "Cannot take the password of database '%s' from there: AWS runs it, and makes and keeps its password. Remove secret."
                                .formatted(name));
            } else {
                placement(size).ifPresent(placement -> placements.put(name, placement));
            }
        }
        return placements;
    }

    private static boolean isSized(TargetSettings.DatabaseSize size) {
        return size.service().isPresent()
                || size.version().isPresent()
                || size.capacity().isPresent()
                || size.size().isPresent();
    }

    /** Returns where the password of each own server is; what is missing is reported. */
    Map<String, String> secrets(TargetSettings target) {
        Map<String, String> secrets = new TreeMap<>();
        for (Database database : databases) {
            if (database.url().isPresent()) {
                secret(target, database).ifPresent(arn -> secrets.put(database.name(), arn));
            }
        }
        return secrets;
    }

    private Optional<String> secret(TargetSettings target, Database database) {
        String what = "Cannot capture database '%s' on target '%s': "
                .formatted(database.name(), target.name().value());
        if (database.url().get().contains("${")) {
            problems.add(
                    target.name().place(),
                    what
                            + "its url, %s, is known on this machine alone. Write the address itself; it has no password."
                                    .formatted(database.url().get()));
        }
        Optional<String> arn = target.databases().stream()
                .filter(size -> size.name().value().equals(database.name()))
                .flatMap(size -> size.secret().stream())
                .map(Written::value)
                .findFirst();
        if (arn.isEmpty()) {
            problems.add(
                    target.name().place(),
                    what
                            + "it is your own server, and the target does not say where its password is. Add databases: {%s: {secret: arn:aws:secretsmanager:…}}."
                                    .formatted(database.name()));
        }
        return arn;
    }

    private Optional<DatabasePlacement> placement(TargetSettings.DatabaseSize size) {
        int before = problems.size();
        String name = size.name().value();
        DatabasePlacement.Service service = size.service().orElse(DatabasePlacement.Service.AURORA);
        boolean mysql = servers.contains(name);
        boolean aurora = service == DatabasePlacement.Service.AURORA;
        Optional<String> version = mysql
                ? new MysqlVersions(problems).read(name, aurora, size.version())
                : size.version().map(written -> postgres(name, written));
        if (size.capacity().isPresent() && size.size().isPresent()) {
            problems.add(
                    size.size().get().place(),
                    "Cannot size database '%s': it has a capacity and a size. Remove one.".formatted(name));
        }
        boolean rds = service == DatabasePlacement.Service.RDS;
        if (rds && size.capacity().isPresent()) {
            problems.add(
                    size.capacity().get().place(),
                    "Cannot give database '%s' a capacity on rds: only aurora has one. Write size: db.r7g.large, or service: aurora."
                            .formatted(name));
        }
        if (rds && size.size().isEmpty() && size.capacity().isEmpty()) {
            problems.add(
                    size.name().place(),
                    "Cannot size database '%s' on rds: it has no size. Write size: db.r7g.large.".formatted(name));
        }
        size.size()
                .filter(instance -> !rds
                        && AwsFacts.instances().contains(instance.value())
                        && !AwsFacts.isOfAurora(instance.value()))
                .ifPresent(instance -> problems.add(
                        instance.place(),
                        "Cannot size database '%s' as '%s' on aurora: only rds has that size. Write for example db.r7g.large, or service: rds."
                                .formatted(name, instance.value())));
        Optional<DatabasePlacement.Sizing> sizing = size.size()
                .map(instance -> instance(name, instance))
                .or(() -> size.capacity().flatMap(capacity -> capacity(name, capacity)));
        if (problems.size() > before) {
            return Optional.empty();
        }
        return Optional.of(new DatabasePlacement(
                service,
                version.orElse(DatabasePlacement.DEFAULT.version()),
                sizing.orElse(DatabasePlacement.DEFAULT.sizing()),
                size.standby()));
    }

    private String postgres(String database, Written<String> version) {
        String[] numbers = version.value().split("\\.", -1);
        OptionalInt newest = AwsFacts.newestMinor(Integer.parseInt(numbers[0]));
        if (newest.isEmpty()) {
            problems.add(
                    version.place(),
                    "Cannot run database '%s' on PostgreSQL %s: AWS runs, and capture reads, %s. Choose one of them."
                            .formatted(database, version.value(), String.join(", ", AwsFacts.postgres())));
        } else if (numbers.length > 1) {
            int minor = Integer.parseInt(numbers[1]);
            if (minor == 0 || minor > newest.getAsInt() || numbers.length > 2) {
                problems.add(
                        version.place(),
                        "Cannot run database '%s' on PostgreSQL %s: AWS runs up to %s.%d. Write a version up to that, or %s for the one AWS prefers."
                                .formatted(database, version.value(), numbers[0], newest.getAsInt(), numbers[0]));
            }
        }
        return version.value();
    }

    private DatabasePlacement.Sizing instance(String database, Written<String> size) {
        if (!AwsFacts.instances().contains(size.value())) {
            problems.add(
                    size.place(),
                    "Cannot size database '%s' as '%s': there is no such size.%s"
                            .formatted(
                                    database,
                                    size.value(),
                                    Spelling.nearest(size.value(), AwsFacts.instances())
                                            .map(" Did you mean '%s'?"::formatted)
                                            .orElse(" Write for example db.r7g.large.")));
        }
        return new DatabasePlacement.Sizing.Instance(size.value());
    }

    private Optional<DatabasePlacement.Sizing> capacity(String database, Written<String> capacity) {
        String[] ends = capacity.value().split("\\.\\.", -1);
        BigDecimal from = new BigDecimal(ends[0]);
        BigDecimal to = new BigDecimal(ends[1]);
        boolean halves = isHalf(from) && isHalf(to);
        if (!halves || from.compareTo(to) > 0 || to.compareTo(BigDecimal.ONE) < 0 || to.intValue() > 256) {
            problems.add(
                    capacity.place(),
                    "Cannot give database '%s' capacity '%s': Aurora has 0 to 256 in halves, the least first, the most 1 or above. Write for example 0.5..8."
                            .formatted(database, capacity.value()));
            return Optional.empty();
        }
        return Optional.of(new DatabasePlacement.Sizing.Capacity(from, to));
    }

    private static boolean isHalf(BigDecimal capacity) {
        return capacity.remainder(new BigDecimal("0.5")).signum() == 0;
    }
}
