package lakeward.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example shop as its user starts it: how long that takes, and how much memory its JVM has at rest and under load. */
final class ShopMeasure {
    private static final Duration REST = Duration.ofSeconds(30);
    private static final int STEPS_A_SECOND = 10;
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)");
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s*(\\d+) kB");

    private final Path home = Path.of(System.getProperty("lakeward.home"));
    private final Path state;
    private final Options options;

    ShopMeasure(Path directory, Options options) {
        this.state = directory.resolve("shop");
        this.options = options;
    }

    List<Result> measure() throws Exception {
        // Builds what is not built.
        lakeward("version");
        double first = up();
        List<Double> rest = new ArrayList<>();
        List<Double> load = new ArrayList<>();
        double rowsPerSecond;
        try {
            long end = System.nanoTime() + REST.toNanos();
            while (System.nanoTime() < end) {
                Thread.sleep(1_000);
                rest.add(residentMegabytes());
            }
            rowsPerSecond = load(load);
        } finally {
            down();
        }
        double later = up();
        down();
        return List.of(
                Result.of("shop: first start", Optional.of(Target.atMost(60, "s")), "s", Samples.of(first)),
                Result.of("shop: later start", Optional.of(Target.atMost(15, "s")), "s", Samples.of(later)),
                resident("shop: memory of our JVM at rest, 50 orders and the like a second", 500, rest),
                resident("shop: memory of our JVM under %,.0f rows/s".formatted(rowsPerSecond), 1_200, load));
    }

    /** What counts is the most memory that it ever had. */
    private static Result resident(String measure, int target, List<Double> samples) {
        Samples all = new Samples(samples);
        return new Result(
                measure,
                Optional.of(Target.atMost(target, "MB")),
                Samples.of(all.most()),
                "MB",
                all,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Writes beside the shop's own traffic, and returns how many rows a second. */
    private double load(List<Double> resident) throws IOException, SQLException, InterruptedException {
        Path server = state.resolve("databases").resolve("app");
        String port = Files.readAllLines(server.resolve("data").resolve("postmaster.pid"))
                .get(3);
        long rows = 0;
        long begun = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%s/app".formatted(port),
                        "lakeward",
                        Files.readString(server.resolve("password")).strip());
                Statement statement = connection.createStatement()) {
            long orders;
            try (ResultSet most = statement.executeQuery("SELECT max(id) FROM orders")) {
                most.next();
                orders = most.getLong(1);
            }
            long each = Math.max(1, options.perSecond() / STEPS_A_SECOND);
            int steps = options.minutes() * 60 * STEPS_A_SECOND / 2;
            for (int step = 0; step < steps; step++) {
                long wait = begun + step * 1_000_000_000L / STEPS_A_SECOND - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                for (long left = each; left > 0; ) {
                    long some = Math.min(left, orders);
                    long from = step * each % Math.max(1, orders - some + 1);
                    rows += statement.executeUpdate("UPDATE orders SET updated_at = now() WHERE id > %d AND id <= %d"
                            .formatted(from, from + some));
                    left -= some;
                }
                if (step % STEPS_A_SECOND == 0) {
                    resident.add(residentMegabytes());
                }
            }
        }
        return rows / ((System.nanoTime() - begun) / 1e9);
    }

    private double up() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        lakeward("up", home.resolve("examples/shop").toString(), "--detach", "--state", state.toString());
        return (System.nanoTime() - begun) / 1e9;
    }

    private void down() throws IOException, InterruptedException {
        lakeward("down", home.resolve("examples/shop").toString(), "--state", state.toString());
    }

    private void lakeward(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("lakeward").toString()));
        command.addAll(List.of(arguments));
        Path told = Files.createTempFile("lakeward-benchmark", ".txt");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start()
                .waitFor();
        String text = Files.readString(told);
        Files.delete(told);
        if (exit != 0) {
            throw new IllegalStateException("Cannot measure: %s ended with %d: %s".formatted(command, exit, text));
        }
    }

    private double residentMegabytes() throws IOException {
        String pid = found(PID, Files.readString(state.resolve("run.json")));
        return Double.parseDouble(found(RSS, Files.readString(Path.of("/proc", pid, "status")))) / 1_000;
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Cannot find %s in: %s".formatted(pattern, text));
        }
        return matcher.group(1);
    }
}
