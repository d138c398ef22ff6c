package lakeward.definition;

import java.util.List;
import java.util.Optional;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** An alarm as the author writes it. */
record AlarmSettings(Written<String> name, Optional<Written<String>> when, List<Written<String>> to) {
    static final Form RECIPIENT =
            Form.of("role:[a-z][a-z0-9-]*|mail:[^@\\s]+@[^@\\s]+\\.[^@\\s]+", "role:oncall or mail:ops@example.com");
    private static final Form WHEN =
            Form.of("[^\\s].*", "a figure and a limit, for example lag(processed.orders) > 5m");

    static AlarmSettings read(Written<String> name, Section section) {
        if (!section.has("to")) {
            section.problem(
                    "to",
                    "Cannot use alarm '%s': it tells nobody. Add to: [role:oncall] or to: [mail:ops@example.com]."
                            .formatted(name.value()));
        }
        return new AlarmSettings(
                name,
                section.requiredText("when", WHEN, "The figure and its limit, for example lag(processed.orders) > 5m."),
                section.texts("to", RECIPIENT, "Who is told: role:oncall, mail:ops@example.com.")
                        .orElse(List.of()));
    }
}
