package lakeward.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes plans as JSON, keys in one order, two spaces a level. */
final class PlanJson {
    private PlanJson() {}

    static String write(Plan plan) {
        List<Object> steps = new ArrayList<>();
        plan.steps().forEach(step -> steps.add(step(step)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("platform", plan.platform());
        json.put("target", plan.target());
        json.put("steps", steps);
        StringBuilder text = new StringBuilder();
        append(text, json, "\n");
        return text.append('\n').toString();
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", step.id());
        json.put("construct", step.construct());
        json.put("action", step.action().label());
        json.put("vendor", step.vendor());
        json.put("what", step.what());
        json.put("content", step.content());
        json.put("needs", step.needs());
        json.put("fidelity", step.fidelity().label());
        json.put("why", step.why());
        return json;
    }

    private static void append(StringBuilder text, Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            List<Runnable> items = new ArrayList<>();
            map.forEach((key, item) -> items.add(() -> {
                string(text, (String) key);
                text.append(": ");
                append(text, item, line + "  ");
            }));
            block(text, '{', items, '}', line);
        } else if (value instanceof Collection<?> list) {
            List<Runnable> items = new ArrayList<>();
            list.forEach(item -> items.add(() -> append(text, item, line + "  ")));
            block(text, '[', items, ']', line);
        } else {
            string(text, (String) value);
        }
    }

    private static void block(StringBuilder text, char open, List<Runnable> items, char close, String line) {
        text.append(open);
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : ",").append(line).append("  ");
            items.get(i).run();
        }
        text.append(items.isEmpty() ? "" : line).append(close);
    }

    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
