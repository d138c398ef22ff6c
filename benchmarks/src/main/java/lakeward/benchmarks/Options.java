package lakeward.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to measure, and how much.
 *
 * @param names the measures, in order
 */
record Options(List<String> names, Map<String, Integer> flags) {
    static final String HELP = """
            benchmarks/run [NAME...] [FLAG...]
            names: capture snapshot raw backlog steady shop store cloud (the first four if none is named; all)
              --rows=300000      rows of the tables that are captured and copied
              --rounds=4         rounds; the first is not counted
              --changes=300000   changes of the backlog; the target is for 5000000
              --over=300000      rows that the backlog changes; the target is for 1000000
              --minutes=2        how long the steady load lasts; the target is for 30
              --onto=1000000     rows below the steady load
              --per-second=10000 rows a second written to the shop under load""";

    private static final List<String> QUICK = List.of("capture", "snapshot", "raw", "backlog");
    private static final List<String> ALL =
            List.of("capture", "snapshot", "raw", "backlog", "steady", "shop", "store", "cloud");
    private static final Map<String, Integer> DEFAULTS = Map.of(
            "rows", 300_000,
            "rounds", 4,
            "changes", 300_000,
            "over", 300_000,
            "minutes", 2,
            "onto", 1_000_000,
            "per-second", 10_000);

    static Options parse(String... arguments) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> flags = new LinkedHashMap<>(DEFAULTS);
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                names.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            if (equals < 0 || !DEFAULTS.containsKey(key)) {
                throw new IllegalArgumentException("Cannot read '%s'.%n%s".formatted(argument, HELP));
            }
            flags.put(key, Integer.parseInt(argument.substring(equals + 1).replace("_", "")));
        }
        if (names.equals(List.of("all"))) {
            names = ALL;
        }
        if (!Set.copyOf(ALL).containsAll(names)) {
            throw new IllegalArgumentException("Cannot measure %s.%n%s".formatted(names, HELP));
        }
        return new Options(names.isEmpty() ? QUICK : List.copyOf(names), Map.copyOf(flags));
    }

    int rows() {
        return flags.get("rows");
    }

    int rounds() {
        return flags.get("rounds");
    }

    int changes() {
        return flags.get("changes");
    }

    int over() {
        return flags.get("over");
    }

    int minutes() {
        return flags.get("minutes");
    }

    int onto() {
        return flags.get("onto");
    }

    int perSecond() {
        return flags.get("per-second");
    }
}
