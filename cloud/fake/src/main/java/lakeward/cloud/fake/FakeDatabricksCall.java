package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A call that was let in.
 *
 * @param caller who makes it
 * @param names what stands in the path for a name or an id, in order
 */
record FakeDatabricksCall(String caller, List<String> names, Map<String, String> query, ObjectNode body) {
    String name() {
        return names.get(0);
    }

    boolean forced() {
        return "true".equals(query.get("force"));
    }

    /** Returns a copy of the body; refuses what the API has no field for, and a body without what it must say. */
    ObjectNode fields(Set<String> required, Set<String> optional) {
        Set<String> unknown = new TreeSet<>();
        body.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(required);
        unknown.removeAll(optional);
        if (!unknown.isEmpty()) {
            throw FakeDatabricksRefusal.invalid("unknown fields " + unknown);
        }
        for (String name : required) {
            JsonNode value = body.get(name);
            if (value == null
                    || value.isNull()
                    || (value.isTextual() && value.textValue().isEmpty())) {
                throw FakeDatabricksRefusal.invalid("Missing required field: " + name);
            }
        }
        return body.deepCopy();
    }
}
