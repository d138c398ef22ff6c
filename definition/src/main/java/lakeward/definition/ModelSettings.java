package lakeward.definition;

import java.time.Duration;
import java.util.Optional;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** What the author says of one model beside its SQL, or of all of them under the name {@code defaults}. */
record ModelSettings(Written<String> name, Optional<Duration> maxDelay) {
    static final String DEFAULTS = "defaults";

    static ModelSettings read(Written<String> name, Section section) {
        Duration delay = section.duration(
                "max-delay",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofDays(1),
                "How long the model may lag behind what it reads; 0s for as soon as possible.");
        return new ModelSettings(name, section.has("max-delay") ? Optional.of(delay) : Optional.empty());
    }
}
