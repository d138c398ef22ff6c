package lakeward.definition;

import java.util.List;
import java.util.Optional;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** A budget as the author writes it. */
record BudgetSettings(
        Written<String> name,
        Optional<Written<String>> monthly,
        Optional<Written<String>> warnAt,
        List<Written<String>> to) {
    private static final Form AMOUNT =
            Form.of("(?!0+(\\.0+)? )\\d{1,9}(\\.\\d{1,2})? USD", "an amount in US dollars, for example 2000 USD");
    private static final Form SHARE = Form.of("([1-9]\\d?|100)%", "a share from 1% to 100%, for example 80%");

    static BudgetSettings read(Written<String> name, Section section) {
        return new BudgetSettings(
                name,
                section.requiredText("monthly", AMOUNT, "What it may cost a month, for example 2000 USD."),
                section.text("warn-at", SHARE, "The share of it at which people are told; 80% if absent."),
                section.texts("to", AlarmSettings.RECIPIENT, "Who is told: role:oncall, mail:ops@example.com.")
                        .orElse(List.of()));
    }
}
