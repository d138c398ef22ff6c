package lakeward.core.plan;

import java.util.List;
import java.util.Map;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * What cannot be made anew where it stands. CloudFormation gives what replaces another the same name, which the other still
 * has, and changes no value that another stack imports; so it would refuse amid {@code apply}.
 */
final class Replacements {
    private Replacements() {}

    /**
     * Refuses what AWS would.
     *
     * @param part as it is wanted, which is to replace what stands
     */
    static void check(Part part, Standing standing) {
        if (part.site().vendor() != Vendor.AWS) {
            return;
        }
        Stood stood = standing.parts().get(part.id());
        if (!part.site().equals(stood.site())) {
            throw refused(
                    "Cannot move %s from %s to %s: AWS moves nothing. Take the change back, or give the target another name: it is made anew then, beside this one."
                            .formatted(part.id(), place(stood.site()), place(part.site())));
        }
        String changes = String.join(
                ", ",
                Content.differences(
                        stood.content().orElse(Content.empty()).only(part.fixed()),
                        part.content().only(part.fixed())));
        if (stood.holdsData()) {
            throw refused(
                    "Cannot replace %s, whose %s changes: AWS makes nothing anew under the name of what holds data. Take the change back; or copy the data elsewhere, `lakeward destroy` the target with --delete-data %s, then apply."
                            .formatted(part.id(), changes, part.id()));
        }
        List<String> users = standing.parts().entrySet().stream()
                .filter(other -> other.getValue().needs().contains(part.id()))
                .map(Map.Entry::getKey)
                .toList();
        if (!users.isEmpty()) {
            throw refused(
                    "Cannot replace %s, whose %s changes: %s %s, and AWS makes nothing anew that is in use. Take the change back; or `lakeward destroy` the target first, with --delete-data for each database, which keeps its network, then apply."
                            .formatted(
                                    part.id(),
                                    changes,
                                    users.get(0),
                                    users.size() == 1 ? "uses it" : "and %d more use it".formatted(users.size() - 1)));
        }
    }

    private static String place(Site site) {
        return "account %s, %s"
                .formatted(site.account().orElse("none"), site.region().orElse("everywhere"));
    }

    private static PlatformException refused(String message) {
        return new PlatformException(Fault.DEFINITION, message);
    }
}
