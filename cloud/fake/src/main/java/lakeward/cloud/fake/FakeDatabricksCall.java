package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A call that was let in.
 *
 * @param caller who makes it
 * @param names what stands in the path for a name or an id, in order
 */
record FakeDatabricksCall(String caller, List<String> names, Map<String, String> query, ObjectNode body) {
    private static final Pattern NAME = Pattern.compile("[^ ./\\x00-\\x1f\\x7f]{1,255}");

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

    /** Returns the thing that the path names, if the caller owns it. */
    ObjectNode owned(FakeDatabricksShelf shelf) {
        ObjectNode thing = shelf.get(name());
        checkOwner(thing, shelf.kind());
        return thing;
    }

    void checkOwner(ObjectNode thing, String kind) {
        if (caller.equals(FakeDatabricks.APPLIER)
                && !thing.get("owner").textValue().equals(caller)) {
            throw FakeDatabricksRefusal.denied("User is not an owner of %s '%s'."
                    .formatted(kind, thing.path("name").asText()));
        }
    }

    /** Puts on a shelf what the caller makes and owns. */
    ObjectNode own(ObjectNode thing, FakeDatabricksShelf shelf, String fullName) {
        return shelf.add(fullName, thing.put("full_name", fullName).put("owner", caller));
    }

    void refuseUsed(boolean used, String message) {
        if (used && !forced() && !body.path("force").asBoolean()) {
            throw FakeDatabricksRefusal.state(message);
        }
    }

    static ObjectNode merged(ObjectNode stored, ObjectNode update) {
        update.remove("force");
        ObjectNode merged = stored.deepCopy();
        merged.setAll(update);
        return merged;
    }

    /** Returns the name of what is made, as it is kept: in small letters. */
    static String name(ObjectNode thing) {
        String name = thing.get("name").textValue();
        if (!NAME.matcher(name).matches()) {
            throw FakeDatabricksRefusal.invalid(
                    "name \"%s\" is not a valid name. Valid names cannot contain spaces, periods, forward slashes, or control characters."
                            .formatted(name));
        }
        String kept = name.toLowerCase(Locale.ROOT);
        thing.put("name", kept);
        return kept;
    }
}
