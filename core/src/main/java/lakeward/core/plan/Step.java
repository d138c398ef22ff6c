package lakeward.core.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a plan does about one part.
 *
 * @param part as it is wanted; as it stands, without content, for a step that takes it away
 * @param data what happens to the data it holds
 * @param stands how the part stands before it, as {@link Standing.Stood#state} tells; empty where it does not stand
 * @param changes names of the content's fields that change, as far as what stands tells, and what is put back of what
 *     somebody changed by hand
 * @param gains what somebody may do after it that he may not now
 * @param loses what somebody may do now and not after it
 */
public record Step(
        Action action,
        Part part,
        OnData data,
        Optional<String> stands,
        List<String> changes,
        List<Grant> gains,
        List<Grant> loses) {
    private static final String BY_HAND = "by hand: ";

    /** The field of a service's content. */
    static final String IMAGE = "image";

    public Step {
        changes = List.copyOf(changes);
        gains = List.copyOf(gains);
        loses = List.copyOf(loses);
    }

    /** Returns how a change that somebody made by hand is told among the changes of a step that puts it back. */
    static String byHand(String change) {
        return BY_HAND + change;
    }

    public String id() {
        return part.id();
    }

    /** Returns the tag of the program's image that the part starts from, if it is a service that is to stand. */
    public Optional<String> image() {
        return part.content().get(IMAGE).map(tag -> ((Content.Text) tag).value());
    }

    /** Returns what somebody changed by hand, and the step puts back. */
    public List<String> putsBack() {
        return changes.stream()
                .filter(change -> change.startsWith(BY_HAND))
                .map(change -> change.substring(BY_HAND.length()))
                .toList();
    }
}
