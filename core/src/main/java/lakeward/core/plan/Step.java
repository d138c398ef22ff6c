package lakeward.core.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a plan does about one part.
 *
 * @param part as it is wanted; as it stands, without content, for a step that takes it away
 * @param data what happens to the data it holds
 * @param stands how the part stands before it, as {@link Standing.Stood#state} tells; empty where it does not stand
 * @param changes names of the content's fields that change, as far as what stands tells
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
    public Step {
        changes = List.copyOf(changes);
        gains = List.copyOf(gains);
        loses = List.copyOf(loses);
    }

    public String id() {
        return part.id();
    }
}
