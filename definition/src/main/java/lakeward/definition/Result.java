package lakeward.definition;

import java.util.List;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Problem;

/** What reading a definition gives. */
public sealed interface Result {
    /** The platform; nothing is wrong with it. */
    record Valid(Platform platform) implements Result {}

    /**
     * What is wrong.
     *
     * @param problems of all files, by file and place; not empty
     */
    record Invalid(List<Problem> problems) implements Result {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
