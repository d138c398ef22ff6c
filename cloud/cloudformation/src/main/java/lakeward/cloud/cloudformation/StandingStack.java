package lakeward.cloud.cloudformation;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    /** Returns the part that a resource is of: whose id it goes on from, or the first. */
    Optional<String> partOf(String resource) {
        Map<String, List<Marker>> markers = template.markers();
        return markers.keySet().stream()
                .filter(resource::startsWith)
                .max(Comparator.comparingInt(String::length))
                .or(() -> markers.keySet().stream().findFirst())
                .flatMap(carrier -> markers.get(carrier).stream()
                        .filter(this::isDone)
                        .map(Marker::part)
                        .findFirst());
    }

    /** Returns the markers of all that the template is for. */
    Stream<Marker> recorded() {
        return template.markers().values().stream().flatMap(List::stream);
    }

    /** Returns the parameters that say whom a trust lets in. */
    List<String> letIn(String trust) {
        return recorded()
                .filter(marker -> marker.part().equals(trust))
                .findFirst()
                .flatMap(StandingStack::role)
                .flatMap(template::resourceOf)
                .map(resource -> List.of(resource + "Identity", resource + "External"))
                .orElse(List.of());
    }

    private boolean isDone(Marker marker) {
        List<String> parameters = letIn(marker.part());
        return !isTrust(marker.part())
                || (!parameters.isEmpty()
                        && parameters.stream()
                                .noneMatch(parameter -> stack.values()
                                        .getOrDefault(parameter, "")
                                        .isEmpty()));
    }

    private static Optional<String> role(Marker trust) {
        return trust.stood().content().flatMap(content -> content.get("role")).map(text -> ((Text) text).value());
    }
}
