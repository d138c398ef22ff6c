package lakeward.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Written;

/** Checks that crawlers look where others put files, and not into tables of ours. */
final class CrawlerReader {
    private final LakeNames names;
    private final Problems problems;

    CrawlerReader(LakeNames names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    List<Crawler> read(List<CrawlerSettings> settings) {
        List<Crawler> crawlers = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (CrawlerSettings written : settings) {
            Written<String> name = written.name();
            Place first = seen.putIfAbsent(name.value(), name.place());
            if (first != null) {
                problems.add(
                        name.place(),
                        "Cannot use crawler '%s' twice: it is in %s:%d already. Rename one."
                                .formatted(name.value(), first.file(), first.line()));
            } else if (LakeNames.zone(name.value()).isPresent()) {
                problems.add(
                        name.place(),
                        "Cannot name a crawler '%s': the catalog calls the zone's tables so. Rename it."
                                .formatted(name.value()));
            } else if (written.path().isPresent()) {
                crawler(written, written.path().get(), crawlers).ifPresent(crawlers::add);
            }
        }
        return crawlers;
    }

    private Optional<Crawler> crawler(CrawlerSettings written, Written<String> path, List<Crawler> others) {
        String name = written.name().value();
        String[] zoneAndFolder = path.value().split("/", 2);
        Optional<Zone> zone = LakeNames.zone(zoneAndFolder[0])
                .filter(found -> LakeNames.zones().contains(found.label()));
        if (zone.isEmpty()) {
            problems.add(
                    path.place(),
                    "Cannot crawl '%s': there is no zone '%s', only %s.%s"
                            .formatted(
                                    path.value(),
                                    zoneAndFolder[0],
                                    String.join(", ", LakeNames.zones()),
                                    Spelling.didYouMean(zoneAndFolder[0], LakeNames.zones())));
            return Optional.empty();
        }
        String folder = zoneAndFolder[1];
        Optional<TableId> table = names.in(zone.get()).stream()
                .filter(ours -> (folder + "/").startsWith(ours.name() + "/"))
                .findFirst();
        Optional<Crawler> other = others.stream()
                .filter(crawler -> isWithin(path.value(), crawler.path()) || isWithin(crawler.path(), path.value()))
                .findFirst();
        if (table.isPresent()) {
            problems.add(
                    path.place(),
                    "Cannot crawl '%s': it is where table %s is, which the catalog has already. Choose a folder of its own."
                            .formatted(path.value(), table.get()));
        }
        other.ifPresent(crawler -> problems.add(
                path.place(),
                "Cannot crawl '%s' with '%s': crawler '%s' looks at %s already. Leave one out."
                        .formatted(path.value(), name, crawler.name(), crawler.path())));
        return table.isPresent() || other.isPresent()
                ? Optional.empty()
                : written.every().map(every -> new Crawler(name, zone.get(), folder, every));
    }

    private static boolean isWithin(String path, String folder) {
        return (path + "/").startsWith(folder + "/");
    }
}
