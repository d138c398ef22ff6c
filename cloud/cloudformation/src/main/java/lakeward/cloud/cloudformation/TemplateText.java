package lakeward.cloud.cloudformation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Marker;

/** What a template says, and templates on the way from one to another. */
record TemplateText(Fields json) {
    /** What leaves a last snapshot, and is protected from being deleted. */
    private static final Set<Content> SERVERS =
            Set.of(new Text("AWS::RDS::DBCluster"), new Text("AWS::RDS::DBInstance"));

    private static final Set<String> SECTIONS = Set.of("Conditions", "Outputs", "Parameters", "Resources");

    /** Returns the markers of parts, by the resource that carries them. */
    Map<String, List<Marker>> markers() {
        Map<String, List<Marker>> markers = new TreeMap<>();
        section("Resources").values().forEach((id, resource) -> {
            if (at(resource, "Metadata")
                            .flatMap(metadata -> at(metadata, "Lakeward"))
                            .orElse(null)
                    instanceof Items items) {
                markers.put(id, items.values().stream().map(Marker::parse).toList());
            }
        });
        return markers;
    }

    /** Returns this template with whatever else an older one makes, so that nothing goes yet. */
    TemplateText with(TemplateText older) {
        Fields all = json;
        for (String section : SECTIONS) {
            Fields merged = older.section(section);
            for (Map.Entry<String, Content> each : section(section).values().entrySet()) {
                merged = merged.with(each.getKey(), each.getValue());
            }
            if (!merged.values().isEmpty()) {
                all = all.with(section, merged);
            }
        }
        return new TemplateText(all);
    }

    /**
     * Returns the template with these parts no longer kept when they leave it: a database leaves a last snapshot, and is no
     * longer protected from being deleted.
     */
    TemplateText letting(Collection<String> parts) {
        Fields resources = section("Resources");
        for (String id : resourcesOf(parts)) {
            Fields resource = (Fields) resources.get(id).orElseThrow();
            boolean isServer = SERVERS.contains(resource.get("Type").orElseThrow());
            Fields let = resource.with("DeletionPolicy", isServer ? "Snapshot" : "Delete");
            Optional<Content> properties = let.get("Properties");
            if (isServer && properties.isPresent()) {
                let = let.with("Properties", ((Fields) properties.get()).with("DeletionProtection", false));
            }
            resources = resources.with(id, let);
        }
        return new TemplateText(json.with("Resources", resources));
    }

    /** Whether whoever makes a stack of it may give this parameter a value. */
    boolean hasParameter(String name) {
        return section("Parameters").get(name).isPresent();
    }

    /** Returns the names of these parts' buckets. */
    List<String> buckets(Collection<String> parts) {
        List<String> buckets = new ArrayList<>();
        Fields resources = section("Resources");
        for (String id : resourcesOf(parts)) {
            Content resource = resources.get(id).orElseThrow();
            if (at(resource, "Type").equals(Optional.of(new Text("AWS::S3::Bucket")))) {
                at(resource, "Properties")
                        .flatMap(properties -> at(properties, "BucketName"))
                        .ifPresent(name -> buckets.add(((Text) name).value()));
            }
        }
        return buckets;
    }

    /** Returns the id of the resource that carries a part's marker. */
    Optional<String> resourceOf(String part) {
        return markers().entrySet().stream()
                .filter(each -> each.getValue().stream()
                        .anyMatch(marker -> marker.part().equals(part)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns the kept resources of parts: a part's own, and those whose ids go on from it. */
    private List<String> resourcesOf(Collection<String> parts) {
        List<String> own =
                parts.stream().map(this::resourceOf).flatMap(Optional::stream).toList();
        return section("Resources").values().entrySet().stream()
                .filter(each -> at(each.getValue(), "DeletionPolicy").isPresent())
                .map(Map.Entry::getKey)
                .filter(id -> own.stream().anyMatch(id::startsWith))
                .toList();
    }

    private Fields section(String name) {
        return (Fields) json.get(name).orElse(Content.empty());
    }

    private static Optional<Content> at(Content content, String name) {
        return content instanceof Fields fields ? fields.get(name) : Optional.empty();
    }
}
