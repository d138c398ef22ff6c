package lakeward.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the docs show in a block of some language, and the heading it stands under. */
record Example(String heading, String text) {
    private static final Pattern HEADING_OR_BLOCK = Pattern.compile("(?ms)^## ([^\\n]+)$|^```(\\w+)\\n(.*?)^```$");

    /** Returns the blocks of a language in a file of {@code docs}, or in the README. */
    static List<Example> blocks(String file, String language) throws IOException {
        Path root = Path.of(System.getProperty("lakeward.examples")).getParent();
        Matcher matcher = HEADING_OR_BLOCK.matcher(Files.readString(root.resolve(file)));
        List<Example> blocks = new ArrayList<>();
        String heading = "";
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                heading = matcher.group(1);
            } else if (matcher.group(2).equals(language)) {
                blocks.add(new Example(heading, matcher.group(3)));
            }
        }
        return blocks;
    }
}
