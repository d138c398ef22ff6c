package lakeward.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Rounds of the yardstick's work and ours, one after the other; the first warms both up and is not counted. */
final class Rounds {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long rows;
    private final List<Double> theirs = new ArrayList<>();
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> ratio = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    /** Something to measure. */
    interface Work {
        /** Returns how many rows it handled. */
        long run() throws Exception;
    }

    private Rounds(long rows) {
        this.rows = rows;
    }

    /** Runs both {@code rounds} times. Each must handle exactly {@code rows} rows. */
    static Rounds of(int rounds, long rows, Work yardstick, Work own) throws Exception {
        Rounds all = new Rounds(rows);
        for (int round = 0; round < rounds; round++) {
            double theirs = all.speed(yardstick);
            long cpuBefore = cpuNanos();
            double ours = all.speed(own);
            double cpu = (cpuNanos() - cpuBefore) / 1e9 * 1e6 / rows;
            if (round > 0) {
                all.theirs.add(theirs);
                all.ours.add(ours);
                all.ratio.add(ours / theirs);
                all.cpu.add(cpu);
            }
        }
        return all;
    }

    /** Runs what has no yardstick. */
    static Rounds of(int rounds, long rows, Work own) throws Exception {
        return of(rounds, rows, () -> rows, own);
    }

    Samples theirs() {
        return new Samples(theirs);
    }

    Samples ours() {
        return new Samples(ours);
    }

    Samples ratio() {
        return new Samples(ratio);
    }

    Samples cpu() {
        return new Samples(cpu);
    }

    /** Returns what this process has used so far, on all its threads. */
    static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    private double speed(Work work) throws Exception {
        long start = System.nanoTime();
        long seen = work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seen != rows) {
            throw new IllegalStateException("Cannot measure: %d of %d rows were seen".formatted(seen, rows));
        }
        return rows / seconds;
    }
}
