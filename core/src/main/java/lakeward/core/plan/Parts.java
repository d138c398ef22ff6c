package lakeward.core.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;

/** All that a target makes of a platform. */
final class Parts {
    /** Constructs that write into tables; these stand without them. */
    private static final Set<String> FILLING = Set.of("capture", "captured table", "model");

    /** Constructs that look after data, and stay as long as it does. */
    private static final Set<String> TENDING = Set.of("backup", "insights");

    private Parts() {}

    static List<Part> of(Wanted wanted) {
        Placement placement = placement(wanted);
        Platform platform = wanted.platform();
        Ground ground = platform.ground();
        List<Part> parts = new ArrayList<>();
        parts.addAll(placement.guardrails(ground.guardrails()));
        parts.addAll(placement.network(ground.network()));
        parts.addAll(placement.lake(platform.lake()));
        for (Database database : platform.databases()) {
            parts.addAll(placement.database(database));
            database.traffic().ifPresent(traffic -> parts.addAll(placement.traffic(database, traffic)));
            parts.addAll(placement.capture(database));
            for (CapturedTable table : database.tables()) {
                parts.addAll(placement.table(table));
            }
        }
        platform.servers().forEach(server -> parts.addAll(placement.server(server)));
        parts.addAll(placement.models(platform.models()));
        platform.crawlers().forEach(crawler -> parts.addAll(placement.crawler(crawler)));
        parts.addAll(placement.access(ground.access()));
        ground.alarms().forEach(alarm -> parts.addAll(placement.alarm(alarm)));
        parts.addAll(placement.audit(ground.audit()));
        ground.budgets().forEach(budget -> parts.addAll(placement.budget(budget)));
        return parts;
    }

    /**
     * Returns those that stand and hold data, other than these, what they need, but for what only fills tables, and what
     * looks after them.
     */
    static List<Part> holdingData(List<Part> parts, Standing standing, Set<String> others) {
        Map<String, Part> byId = parts.stream().collect(Collectors.toMap(Part::id, part -> part));
        Set<String> kept = new HashSet<>();
        Deque<Part> open = new ArrayDeque<>(parts.stream()
                .filter(part ->
                        part.holdsData() && standing.parts().containsKey(part.id()) && !others.contains(part.id()))
                .toList());
        while (!open.isEmpty()) {
            Part part = open.pop();
            if (kept.add(part.id())) {
                part.needs().stream()
                        .map(byId::get)
                        .filter(need -> !FILLING.contains(need.construct()))
                        .forEach(open::push);
            }
        }
        parts.stream()
                .filter(part -> TENDING.contains(part.construct()) && kept.containsAll(part.needs()))
                .forEach(part -> kept.add(part.id()));
        return parts.stream()
                .filter(part -> kept.contains(part.id()))
                .map(part -> part.needingOnly(kept))
                .toList();
    }

    private static Placement placement(Wanted wanted) {
        if (wanted.target() instanceof Target.Cloud cloud) {
            return new CloudPlacement(new Cloud(wanted.platform(), cloud, wanted.prices(), wanted.image()));
        }
        return new LocalPlacement();
    }
}
