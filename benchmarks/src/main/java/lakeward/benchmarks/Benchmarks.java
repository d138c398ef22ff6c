package lakeward.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lakeward.capture.EmbeddedPostgres;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** Prints a table of what was measured beside its targets. Exits with 1 if one is missed. */
public final class Benchmarks {
    private static final String HEAD = """
            | measure | target | ours: median (least–most) | yardstick | ratio | our CPU-s per million rows | verdict |
            |---|---|---|---|---|---|---|""";

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        try {
            System.exit(run(Options.parse(arguments)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (PlatformException e) {
            // Of a fault of ours, one wants to see where.
            if (e.fault() == Fault.ENVIRONMENT) {
                System.err.println(e.getMessage());
            } else {
                e.printStackTrace();
            }
            System.exit(2);
        }
    }

    private static int run(Options options) throws Exception {
        List<Result> results = new ArrayList<>();
        for (String name : options.names()) {
            // A server for each measure: the log of one is not read through by the next.
            Path directory = Files.createTempDirectory("lakeward-benchmark");
            try {
                System.err.printf("%s …%n", name);
                results.addAll(measure(name, directory, options));
            } finally {
                BenchLake.delete(directory);
            }
        }
        System.out.println(HEAD);
        results.forEach(result -> System.out.println(result.line()));
        boolean missed = results.stream().anyMatch(Result::isMissed);
        return missed ? 1 : 0;
    }

    private static List<Result> measure(String name, Path directory, Options options) throws Exception {
        if (name.equals("shop")) {
            return new ShopMeasure(directory, options).measure();
        }
        if (name.equals("cloud")) {
            return new CloudMeasure(directory, options).measure();
        }
        if (name.equals("store")) {
            try (BenchStore store = BenchStore.start(directory.resolve("store"))) {
                return new StoreMeasures(directory, store, options).measure();
            }
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory.resolve("server"), BenchSource.DATABASE, 0)) {
            return switch (name) {
                case "capture" -> new LogMeasures(server, directory, options).capture();
                case "snapshot" -> new SnapshotMeasures(server, directory, options).snapshot();
                case "raw" -> new LogMeasures(server, directory, options).raw();
                case "backlog" -> new LogMeasures(server, directory, options).backlog();
                case "steady" -> new SteadyMeasure(server, directory, options).measure();
                default -> throw new IllegalArgumentException("Cannot measure '%s'".formatted(name));
            };
        }
    }
}
