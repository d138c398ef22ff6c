package lakeward.cloud.cloudformation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Site;

/** A stack of ours, and what it was made from. */
record StandingStack(Site site, Stacks.Found stack, TemplateText template) {
    private static final String TRUST = "aws:trust:";

    /** Whether a part lets another vendor in: that is done by parameters of its role's stack, and not by the template. */
    static boolean isTrust(String part) {
        return part.startsWith(TRUST);
    }

    /** Returns the markers of what is there. */
    List<Marker> markers() {
        return recorded().filter(this::isDone).toList();
    }

    /** Returns the markers of all that the template is for. */
    Stream<Marker> recorded() {
        return template.markers().values().stream().flatMap(List::stream);
    }

    private boolean isDone(Marker marker) {
        Optional<String> role = marker.stood()
                .content()
                .filter(content -> isTrust(marker.part()))
                .flatMap(content -> content.get("role"))
                .map(text -> ((Text) text).value());
        return role.flatMap(template::resourceOf)
                .map(resource ->
                        !stack.values().getOrDefault(resource + "Identity", "").isEmpty())
                .orElse(!isTrust(marker.part()));
    }
}
