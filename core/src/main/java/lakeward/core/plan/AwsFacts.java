package lakeward.core.plan;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What AWS offers, as of 2026-06. Whoever adds a line names where it is from; sizes of databases, and how many zones a region
 * has, are from memory.
 *
 * @see <a href="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html">Regions</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/">Aurora PostgreSQL</a>
 */
public final class AwsFacts {
    /** The regions of the public partition. */
    public static final List<String> REGIONS = List.of(
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2");

    /**
     * The newest minor of each major of PostgreSQL that both Aurora and RDS run and capture reads, as the CDK's
     * {@code PostgresEngineVersion} lists them.
     */
    private static final SortedMap<Integer, Integer> POSTGRES = new TreeMap<>(Map.of(14, 22, 15, 17, 16, 13, 17, 9));

    /** The newest patch of each series of MySQL that RDS runs, as the CDK's {@code MysqlEngineVersion} lists them. */
    private static final SortedMap<String, Integer> MYSQL = new TreeMap<>(Map.of("8.0", 46, "8.4", 10));

    /** The same of Aurora MySQL, from {@code AuroraMysqlEngineVersion}; its oldest is kept for long. */
    private static final SortedMap<String, Integer> AURORA_MYSQL =
            new TreeMap<>(Map.of("3.04", 6, "3.08", 2, "3.09", 0, "3.10", 4, "3.11", 1, "3.12", 0));

    /**
     * The most characters of a name.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">Quotas of IAM</a>
     */
    public static final int LONGEST_ROLE = 64;

    /** See {@code DBClusterIdentifier} in the API of RDS. */
    public static final int LONGEST_SERVER = 63;

    /** See {@code PermissionSetName} in the API of IAM Identity Center. */
    public static final int LONGEST_PERMISSION_SET = 32;

    /** What is put into one stack; CloudFormation takes 500, and the rest is room for what comes later. */
    public static final int MOST_RESOURCES = 450;

    /** Where the list prices are from. */
    static final String PRICED_REGION = "us-east-1";

    private static final List<String> SIZES =
            List.of("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge");
    private static final List<Integer> LARGES = List.of(1, 2, 4, 8, 16, 24, 32);
    private static final SortedMap<String, List<String>> CLASSES = classes();

    private AwsFacts() {}

    /** Returns how many zones a new account has in a region: three, but for one region. */
    public static int zones(String region) {
        return region.equals("us-west-1") ? 2 : 3;
    }

    /** Returns the majors of PostgreSQL that a database may have. */
    public static List<String> postgres() {
        return POSTGRES.keySet().stream().map(String::valueOf).toList();
    }

    /** Returns the newest minor of a major of PostgreSQL, or empty if a database may not have that major. */
    public static OptionalInt newestMinor(int major) {
        Integer newest = POSTGRES.get(major);
        return newest == null ? OptionalInt.empty() : OptionalInt.of(newest);
    }

    /** Returns the series of MySQL that a database may have. */
    public static List<String> mysql(boolean aurora) {
        return List.copyOf((aurora ? AURORA_MYSQL : MYSQL).keySet());
    }

    /** Returns the newest patch of a series of MySQL, or empty if a database may not have that series. */
    public static OptionalInt newestPatch(boolean aurora, String series) {
        Integer newest = (aurora ? AURORA_MYSQL : MYSQL).get(series);
        return newest == null ? OptionalInt.empty() : OptionalInt.of(newest);
    }

    /** Whether Aurora has a size too: it has none of the general families. */
    public static boolean isOfAurora(String instance) {
        return !family(instance).startsWith("m");
    }

    /** Returns the sizes that a database may have, for example {@code db.r7g.large}; Aurora has not all of them. */
    public static List<String> instances() {
        return CLASSES.entrySet().stream()
                .flatMap(family -> family.getValue().stream().map(size -> "db.%s.%s".formatted(family.getKey(), size)))
                .toList();
    }

    /** Returns the family of a size, for example {@code r7g}. */
    static String family(String instance) {
        return instance.split("\\.", -1)[1];
    }

    /** Returns how many of its family's {@code large} a size is. */
    static int larges(String instance) {
        return LARGES.get(SIZES.indexOf(instance.split("\\.", -1)[2]));
    }

    private static SortedMap<String, List<String>> classes() {
        SortedMap<String, List<String>> classes = new TreeMap<>();
        classes.put("t4g", List.of("large"));
        for (String family : List.of("m7g", "r6g", "r7g", "r8g")) {
            classes.put(family, SIZES);
        }
        return classes;
    }
}
