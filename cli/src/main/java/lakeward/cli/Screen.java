package lakeward.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;

/** What a person sees. Colour only on a terminal, never without words, and none where {@code NO_COLOR} is set. */
final class Screen {
    private static final int GAP = 3;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colour;
    private boolean moving;

    // On the Java that this is built for, System.console() is null where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    Screen(PrintStream out) {
        this.out = out;
        this.terminal = System.console() != null && !Objects.equals(System.getenv("TERM"), "dumb");
        this.colour = terminal && System.getenv("NO_COLOR") == null;
    }

    boolean isTerminal() {
        return terminal;
    }

    synchronized void line(String text) {
        clearMoving();
        out.println(text);
    }

    /** Shows a line that the next one replaces; on a terminal only. */
    synchronized void moving(String text) {
        if (terminal) {
            out.print("\r\u001b[2K" + text);
            out.flush();
            moving = true;
        }
    }

    String good(String text) {
        return coloured("32", text);
    }

    String bad(String text) {
        return coloured("31", text);
    }

    String soft(String text) {
        return coloured("2", text);
    }

    /** Prints rows in columns; a column whose every value is a number stands to the right. */
    void table(List<String> heads, List<List<String>> rows) {
        int columns = heads.size();
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            widths[i] = Math.max(
                    heads.get(i).length(),
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
            right[i] = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
        }
        line(soft(joined(heads, widths, right)));
        rows.forEach(row -> line(joined(row, widths, right)));
    }

    private static String joined(List<String> values, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String padding = " ".repeat(widths[i] - values.get(i).length());
            line.append(i == 0 ? "" : " ".repeat(GAP));
            line.append(right[i] ? padding + values.get(i) : values.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }

    private static boolean isNumber(String text) {
        return text.isEmpty() || text.matches("[-+]?[0-9][0-9,.]*(e[-+]?[0-9]+)?");
    }

    private void clearMoving() {
        if (moving) {
            out.print("\r\u001b[2K");
            moving = false;
        }
    }

    private String coloured(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
