package lakeward.cloud.databricks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import lakeward.core.plan.DatabricksFacts;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * Names in Unity Catalog.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names">Names</a>
 */
final class Names {
    private Names() {}

    /**
     * Returns a name as Unity Catalog keeps it: in small letters.
     *
     * @throws PlatformException if it takes no such name
     */
    static String kept(String name) {
        if (name.length() > DatabricksFacts.LONGEST_NAME || !DatabricksFacts.mayBeNamed(name)) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot make '%s' in Databricks: Unity Catalog takes names of at most %d characters without a space, a period, a slash or a control character. Give it another name."
                            .formatted(name, DatabricksFacts.LONGEST_NAME));
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Returns the full name of what a part's content names with its catalog and schema. */
    static String full(Values part) {
        return "%s.%s.%s".formatted(kept(part.text("catalog")), kept(part.text("schema")), kept(part.text("name")));
    }

    /** Returns a full name as part of a path: the SDK writes it there as it is, and spoils it where a query follows. */
    static String inPath(String fullName) {
        return URLEncoder.encode(fullName, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
