package lakeward.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a terminal's width. */
final class Wrapped {
    static final int WIDTH = 80;

    private Wrapped() {}

    /** Returns the text in lines, the first behind {@code first}, the others behind as many blanks. */
    static List<String> lines(String first, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(first.length()));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
