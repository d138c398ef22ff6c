package lakeward.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.core.plan.Content;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Step;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Secret;
import lakeward.core.platform.Zone;
import lakeward.runtime.DatabaseServer;
import lakeward.runtime.LakeLocation;
import lakeward.runtime.Placement;
import lakeward.runtime.Work;

/** One service of a target, as the plan has it: what it does, and what it reaches. */
final class CloudService {
    /** A task on Fargate has 20 GB of disk. */
    private static final ByteSize CACHE = ByteSize.mebibytes(12L << 10);

    private static final String PREFIX = "aws:";
    private static final String CAPTURE = "capture:";
    private static final String MODELS = "models";
    private static final int POSTGRES_PORT = 5432;
    private static final String MODE = "LAKEWARD_SSLMODE";
    private static final String ROOTS = "LAKEWARD_SSLROOTCERT";

    private final Plan plan;
    private final Part part;

    private CloudService(Plan plan, Part part) {
        this.plan = plan;
        this.part = part;
    }

    /**
     * Finds a service of a plan.
     *
     * @param name {@code capture:DATABASE} or {@code models}
     */
    static CloudService named(Plan plan, String name) {
        List<String> names = plan.steps().stream()
                .map(Step::id)
                .filter(id -> id.startsWith(PREFIX + CAPTURE) || id.equals(PREFIX + MODELS))
                .map(id -> id.substring(PREFIX.length()))
                .toList();
        if (!names.contains(name)) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot run service '%s': target %s has %s. Name one of them."
                            .formatted(name, plan.target(), names.isEmpty() ? "none" : String.join(", ", names)));
        }
        return new CloudService(plan, part(plan, PREFIX + name));
    }

    private static Part part(Plan plan, String id) {
        return plan.steps().stream()
                .map(Step::part)
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot find %s: the plan has no such part. Add it.".formatted(id)));
    }

    /**
     * @param environment of the service's task: where its server is and who signs in there
     * @param state a folder of the service's own
     */
    Placement placement(Map<String, String> environment, Path state) {
        String name = part.id().substring(PREFIX.length());
        if (!name.startsWith(CAPTURE)) {
            return new Placement(plan.target(), new Work.Models(), lake(environment), Map.of(), Map.of(), Map.of());
        }
        String database = name.substring(CAPTURE.length());
        boolean own = !part(plan, "aws:database:" + database).made();
        return new Placement(
                plan.target(),
                new Work.Capture(database),
                lake(environment),
                own ? Map.of() : Map.of(database, server(environment, state)),
                own ? Map.of(database, password(environment)) : Map.of(),
                landing(database));
    }

    /** A service that may read what DMS writes reads that. */
    private Map<String, URI> landing(String database) {
        String zone = "landing-" + database;
        return part.grants().stream().anyMatch(grant -> grant.on().equals("zone " + zone))
                ? Map.of(database, bucket(zone))
                : Map.of();
    }

    private URI bucket(String zone) {
        return URI.create("s3://" + text(part(plan, "aws:bucket:" + zone), "name"));
    }

    private LakeLocation lake(Map<String, String> environment) {
        Map<Zone, URI> zones = new EnumMap<>(Zone.class);
        Set<Zone> written = EnumSet.noneOf(Zone.class);
        for (Zone zone : Zone.values()) {
            part.grants().stream()
                    .filter(grant -> grant.on().equals("zone " + zone.label()))
                    .forEach(grant -> {
                        zones.put(zone, bucket(zone.label()));
                        if (grant.may().equals("write")) {
                            written.add(zone);
                        }
                    });
        }
        return LakeLocation.inS3(
                zones,
                written,
                region(),
                Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_S3")).map(URI::create),
                CACHE);
    }

    private static String text(Part of, String name) {
        return ((Content.Text) of.content().get(name).orElseThrow()).value();
    }

    private DatabaseServer server(Map<String, String> environment, Path state) {
        String[] address = value(environment, "LAKEWARD_HOST").split(":", 2);
        return new DatabaseServer(
                address[0],
                address.length == 1 ? POSTGRES_PORT : Integer.parseInt(address[1]),
                value(environment, "LAKEWARD_USERNAME"),
                password(environment),
                encryption(environment, state));
    }

    /** Servers that AWS runs answer nobody without TLS, and show a certificate of their region's authorities. */
    private Map<String, String> encryption(Map<String, String> environment, Path state) {
        if (environment.containsKey(MODE)) {
            return Map.of("sslmode", environment.get(MODE));
        }
        return Optional.ofNullable(environment.get(ROOTS))
                .or(() -> RdsRoots.write(region(), state).map(Path::toString))
                .map(roots -> Map.of("sslmode", "verify-full", "sslrootcert", roots))
                .orElse(Map.of("sslmode", "require"));
    }

    private String region() {
        return part.site().region().orElseThrow();
    }

    private static Secret password(Map<String, String> environment) {
        return new Secret(value(environment, "LAKEWARD_PASSWORD"));
    }

    private static String value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot reach the service's database: environment variable %s is not set. The task's definition has it; elsewhere set it."
                                .formatted(name)));
    }
}
