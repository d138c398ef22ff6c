package lakeward.definition.yaml;

import java.util.regex.Pattern;

/**
 * What a text must look like.
 *
 * @param pattern matches the whole text
 * @param expected for people, after "expected": {@code a name, for example app}
 * @param environment whether {@code ${env.NAME}} may stand in it
 * @param shown whether a message may repeat it; what may hold a password by mistake is not shown
 */
public record Form(Pattern pattern, String expected, boolean environment, boolean shown) {
    public static final Form ANY = new Form(Pattern.compile("(?s).+"), "a text", false, true);

    /** What names databases, targets and platforms: it becomes part of folders, slots and cloud resources. */
    public static final Form NAME = new Form(
            Pattern.compile("[a-z][a-z0-9_]{0,39}"), "lower-case letters, digits and _, for example app", false, true);

    /** A folder, file or glob inside the project. */
    public static final Form PATH = new Form(
            Pattern.compile("(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\\\:]+"),
            "a path inside the project's folder, for example db/app",
            false,
            true);

    public static Form of(String pattern, String expected) {
        return new Form(Pattern.compile(pattern), expected, false, true);
    }

    /** Returns the same form, in which {@code ${env.NAME}} may stand too. */
    public Form fromEnvironment() {
        return new Form(pattern, expected, true, shown);
    }

    /** Returns the same form, which no message repeats. */
    public Form hidden() {
        return new Form(pattern, expected, environment, false);
    }

    boolean fits(String text) {
        return pattern.matcher(text).matches();
    }
}
