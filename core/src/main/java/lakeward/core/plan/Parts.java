package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;

/** All that a target makes of a platform. */
final class Parts {
    private Parts() {}

    static List<Part> of(Platform platform, Target target, Prices prices) {
        Placement placement = placement(platform, target, prices);
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
        parts.addAll(placement.models(platform.models()));
        parts.addAll(placement.access(ground.access()));
        ground.alarms().forEach(alarm -> parts.addAll(placement.alarm(alarm)));
        parts.addAll(placement.audit(ground.audit()));
        ground.budgets().forEach(budget -> parts.addAll(placement.budget(budget)));
        return parts;
    }

    private static Placement placement(Platform platform, Target target, Prices prices) {
        if (target instanceof Target.Cloud cloud) {
            return new CloudPlacement(new Cloud(platform, cloud, prices));
        }
        return new LocalPlacement();
    }
}
