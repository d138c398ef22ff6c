package lakeward.definition;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import lakeward.core.platform.Crawler;
import lakeward.definition.yaml.Durations;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** A crawler as the author writes it. */
record CrawlerSettings(Written<String> name, Optional<Written<String>> path, Optional<Duration> every) {
    private static final Form PATH =
            Form.of("[a-z]+(/[A-Za-z0-9][A-Za-z0-9=._-]*)+", "a zone and a folder in it, for example raw/drops");
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(1);

    static CrawlerSettings read(Written<String> name, Section section) {
        Optional<Written<String>> path = section.requiredText(
                "path", PATH, "The zone and the folder in it that others put files into, for example raw/drops.");
        Duration every = section.duration(
                "every",
                LONGEST,
                SHORTEST,
                LONGEST,
                "How often it looks: minutes that divide an hour, or hours that divide a day; once a day if absent.");
        if (Crawler.keepsTime(every)) {
            return new CrawlerSettings(name, path, Optional.of(every));
        }
        section.problem(
                "every",
                "Cannot run crawler '%s' every %s: its clock begins anew with each hour and day, so the last interval would be shorter. Write %s."
                        .formatted(name.value(), Durations.write(every), Durations.write(longerThan(every))));
        return new CrawlerSettings(name, path, Optional.empty());
    }

    /** Returns the next longer interval that a clock can tell. */
    private static Duration longerThan(Duration every) {
        Duration longer = every.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES);
        while (!Crawler.keepsTime(longer)) {
            longer = longer.plusMinutes(1);
        }
        return longer;
    }
}
