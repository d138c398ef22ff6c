package lakeward.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lakeward.cloud.fake.FakeAws;
import lakeward.cloud.fake.FakeSnowflake;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;

/**
 * What targets in the cloud cost whoever waits for them: the built program as its user starts it, on the shop, whose AWS and
 * Snowflake are stand-ins, and on definitions that are only large.
 */
final class CloudMeasure {
    private static final String ACCOUNT = "111111111111";
    private static final List<Integer> TABLES = List.of(50, 100, 200, 500);
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");
    private static final long LOOK_MILLIS = 5;

    /** A command that ended. */
    private record Run(double seconds, double megabytes) {}

    private final Path home = Path.of(System.getProperty("lakeward.home"));
    private final Path folder;
    private final int rounds;

    CloudMeasure(Path folder, Options options) {
        this.folder = folder;
        this.rounds = options.rounds();
    }

    List<Result> measure() throws Exception {
        // Builds what is not built.
        run(home, Map.of(), "version");
        List<Result> results = new ArrayList<>(shop());
        results.addAll(growth("validate", "validate"));
        results.addAll(growth("plan --offline", "plan", "-t", "prod", "--offline"));
        results.addAll(growth(
                "synth", "synth", "-t", "prod", "--out", folder.resolve("synth").toString()));
        return results;
    }

    private List<Result> shop() throws Exception {
        Path shop = folder.resolve("shop");
        copy(home.resolve("examples/shop"), shop);
        List<Run> synth = repeated(
                shop,
                Map.of(),
                "synth",
                "-t",
                "prod",
                "--out",
                folder.resolve("synth").toString());
        Path cloud = shop.resolve("cloud.yaml");
        Files.writeString(cloud, Files.readString(cloud).replaceAll("(?m)^    databricks: .*\n", ""));
        try (FakeAws aws = new FakeAws();
                FakeSnowflake snowflake =
                        new FakeSnowflake("shop-eu").withLake(Shop.asWritten().plan(Standing.NOTHING))) {
            snowflake.writeConnection(folder.resolve("snowflake"));
            Map<String, String> vendors = new HashMap<>();
            vendors.put("AWS_ENDPOINT_URL", aws.server().address().toString());
            vendors.put("AWS_ACCESS_KEY_ID", FakeAws.key(ACCOUNT));
            vendors.put("AWS_SECRET_ACCESS_KEY", "secret");
            vendors.put("SNOWFLAKE_HOME", folder.resolve("snowflake").toString());
            vendors.put("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true");
            run(shop, vendors, "apply", "-t", "prod", "--yes", "--image-tag", "v1");
            List<Run> plan = repeated(shop, vendors, "plan", "-t", "prod");
            return List.of(
                    Result.of("shop: synth", Optional.of(Target.atMost(15, "s")), "s", seconds(synth)),
                    Result.of(
                            "shop: memory of synth's largest process",
                            Optional.of(Target.atMost(1_000, "MB")),
                            "MB",
                            new Samples(synth.stream().map(Run::megabytes).toList())),
                    Result.of(
                            "shop: plan of all that stands at stand-ins of AWS and Snowflake",
                            Optional.of(Target.atMost(3, "s")),
                            "s",
                            seconds(plan)));
        }
    }

    /**
     * No faster than linearly is at most ten times the time for ten times the tables. Because starting takes the same for
     * all, what one table more takes is told too, in the lower and the upper part, of the quickest rounds.
     */
    private List<Result> growth(String name, String... command) throws Exception {
        SortedMap<Integer, Path> definitions = new TreeMap<>();
        for (int tables : TABLES) {
            definitions.put(tables, ManyTables.write(folder.resolve("tables-" + tables), tables));
        }
        SortedMap<Integer, List<Run>> all = new TreeMap<>();
        // In turns, so that what else the machine does falls on all sizes.
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<Integer, Path> definition : definitions.entrySet()) {
                Run run = run(definition.getValue(), Map.of(), command);
                if (round > 0) {
                    all.computeIfAbsent(definition.getKey(), none -> new ArrayList<>())
                            .add(run);
                }
            }
        }
        List<Result> results = new ArrayList<>();
        all.forEach((tables, runs) ->
                results.add(Result.of("%s: %d tables".formatted(name, tables), Optional.empty(), "s", seconds(runs))));
        Samples ten = new Samples(seconds(all.get(50)).values().stream()
                .map(seconds -> 10 * seconds)
                .toList());
        Samples most = seconds(all.get(500));
        double ratio = most.median() / ten.median();
        results.add(new Result(
                "%s: 500 tables beside ten times 50".formatted(name),
                Optional.of(Target.atMost(1, "of that")),
                Samples.of(ratio),
                "s",
                most,
                Optional.of(ten),
                Optional.of(Samples.of(ratio)),
                Optional.empty()));
        results.add(another(name, all, 50, 200));
        results.add(another(name, all, 200, 500));
        return results;
    }

    private static Result another(String name, Map<Integer, List<Run>> all, int from, int to) {
        double more = seconds(all.get(to)).least() - seconds(all.get(from)).least();
        return Result.of(
                "%s: a table more, from %d to %d".formatted(name, from, to),
                Optional.empty(),
                "ms",
                Samples.of(1_000 * more / (to - from)));
    }

    private static Samples seconds(List<Run> runs) {
        return new Samples(runs.stream().map(Run::seconds).toList());
    }

    private List<Run> repeated(Path definition, Map<String, String> environment, String... command) throws Exception {
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Run run = run(definition, environment, command);
            if (round > 0) {
                runs.add(run);
            }
        }
        return runs;
    }

    /** Runs the program, and looks now and then how much memory the largest of its processes ever had. */
    private Run run(Path definition, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("lakeward").toString()));
        command.addAll(List.of(arguments));
        Path told = Files.createTempFile(folder, "told", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(definition.toFile())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile());
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = builder.start();
        double megabytes = 0;
        while (process.isAlive()) {
            megabytes = Math.max(megabytes, largest(process.toHandle()));
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException("Cannot measure: %s ended with %d: %s"
                    .formatted(command, process.exitValue(), Files.readString(told)));
        }
        return new Run(seconds, megabytes);
    }

    private static double largest(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(each -> peakMegabytes(each.pid()))
                .max()
                .orElse(0);
    }

    /** Returns the most memory that a process had, or none of one that has just ended. */
    private static double peakMegabytes(long pid) {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
            return peak.find() ? Double.parseDouble(peak.group(1)) / 1_000 : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
