package lakeward.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** Which names a JSON value has at which place, whatever the values are. */
final class JsonShape {
    /** In a documented example, stands for names and items that depend on the project. */
    private static final String ANY = "…";

    private JsonShape() {}

    /**
     * Returns the places where the actual value has other names than the documented one, empty if none. Items of a list
     * are each compared with the one documented; what is null or empty on one side has nothing to compare.
     */
    static Set<String> differences(JsonNode documented, JsonNode actual) {
        Set<String> found = new TreeSet<>();
        compare(documented, actual, "", found);
        return found;
    }

    private static void compare(JsonNode documented, JsonNode actual, String place, Set<String> found) {
        boolean isAny = documented.isTextual() && documented.asText().equals(ANY);
        if (isAny || documented.isNull() || actual.isNull()) {
            return;
        }
        if (documented.isObject() != actual.isObject() || documented.isArray() != actual.isArray()) {
            found.add("%s is %s, documented as %s".formatted(place, actual.getNodeType(), documented.getNodeType()));
        } else if (documented.has(ANY)) {
            actual.forEach(value -> compare(documented.get(ANY), value, place + ".*", found));
        } else if (documented.isObject()) {
            compareNames(documented, actual, place, found);
        } else if (documented.isArray() && !documented.isEmpty()) {
            actual.forEach(item -> compare(documented.get(0), item, place + "[]", found));
        }
    }

    private static void compareNames(JsonNode documented, JsonNode actual, String place, Set<String> found) {
        actual.fieldNames().forEachRemaining(name -> {
            if (documented.has(name)) {
                compare(documented.get(name), actual.get(name), place + "." + name, found);
            } else {
                found.add("%s.%s is not documented".formatted(place, name));
            }
        });
        documented.fieldNames().forEachRemaining(name -> {
            if (!actual.has(name)) {
                found.add("%s.%s is not there".formatted(place, name));
            }
        });
    }
}
