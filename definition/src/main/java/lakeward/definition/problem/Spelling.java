package lakeward.definition.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant by a word that is not known. */
public final class Spelling {
    private Spelling() {}

    /** Returns {@code " Did you mean 'orders'?"}, or nothing if no known word is near. */
    public static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known).map(" Did you mean '%s'?"::formatted).orElse("");
    }

    /** Returns the known word that takes the fewest slips of the finger, if they are few for its length. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate -> slips(lower, candidate.toLowerCase(Locale.ROOT)) <= tolerated(lower))
                .min(Comparator.<String>comparingInt(candidate -> slips(lower, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int tolerated(String word) {
        return word.length() <= 3 ? 1 : word.length() <= 7 ? 2 : 3;
    }

    /** Counts letters added, left out, replaced, or swapped with their neighbour (Damerau and Levenshtein). */
    private static int slips(String from, String to) {
        int[][] slips = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : cheapest(slips, from, to, i, j);
            }
        }
        return slips[from.length()][to.length()];
    }

    private static int cheapest(int[][] slips, String from, String to, int i, int j) {
        int replaced = slips[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, slips[i - 2][j - 2] + 1) : best;
    }
}
