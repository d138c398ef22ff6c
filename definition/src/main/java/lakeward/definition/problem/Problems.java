package lakeward.definition.problem;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import lakeward.core.platform.Problem;

/** Collects what is wrong, so that all of it is reported at once. For use by one thread. */
public final class Problems {
    private final SortedSet<Problem> found = new TreeSet<>();

    /** Adds {@code Cannot <verb> <which>: <why>. <What to do.>} */
    public void add(Place place, String message) {
        found.add(new Problem(place.file(), place.line(), place.column(), message));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public int size() {
        return found.size();
    }

    /** Returns all, by file and place. */
    public List<Problem> sorted() {
        return List.copyOf(found);
    }
}
