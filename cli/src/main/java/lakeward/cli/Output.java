package lakeward.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import lakeward.server.Json;

/** Facts for programs. */
final class Output {
    private Output() {}

    /** Prints a value as indented JSON. */
    static void json(Object value) {
        try {
            System.out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
