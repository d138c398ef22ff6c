package lakeward.cloud.fake;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** How CloudFormation changes the resources of the stacks of one account and region, and what it refuses. */
final class FakeStackChanges {
    private final String account;
    private final Map<String, FakeStack> stacks;
    private final FakeObjects objects;
    private final FakeOrganization organization;
    private final BooleanSupplier fillsTables;
    /** What no stack has any more, and stands: type and name. */
    private final Set<String> left = new TreeSet<>();

    private final Set<String> snapshots = new TreeSet<>();
    private final Set<String> failing = new TreeSet<>();

    FakeStackChanges(
            String account,
            Map<String, FakeStack> stacks,
            FakeObjects objects,
            FakeOrganization organization,
            BooleanSupplier fillsTables) {
        this.account = account;
        this.stacks = stacks;
        this.objects = objects;
        this.organization = organization;
        this.fillsTables = fillsTables;
    }

    void takeAll(FakeStackChanges from) {
        left.addAll(from.left);
        snapshots.addAll(from.snapshots);
        failing.addAll(from.failing);
    }

    void failOn(String type) {
        failing.add(type);
    }

    void heal() {
        failing.clear();
    }

    Set<String> snapshots() {
        return new TreeSet<>(snapshots);
    }

    Set<String> left() {
        return left;
    }

    /** Changes a stack's resources, unless one of them cannot be: then none is, and that one is told with the reason. */
    Optional<String[]> make(FakeStack stack, FakeStack.ChangeSet proposed) {
        Map<String, FakeTemplate.Resource> before = stack.template.resources();
        Map<String, FakeTemplate.Resource> after = proposed.template.resources();
        for (String export : proposed.template.imports()) {
            if (exported(export).isEmpty()) {
                return failed("Stack", "AWS::CloudFormation::Stack", "No export named %s found.".formatted(export));
            }
        }
        Set<String> dropped =
                new TreeSet<>(stack.template.exports(this::exported).keySet());
        dropped.removeAll(proposed.template.exports(this::exported).keySet());
        for (FakeStack other : stacks.values()) {
            for (String export : dropped) {
                if (other != stack && other.template.imports().contains(export)) {
                    return failed(
                            "Stack",
                            "AWS::CloudFormation::Stack",
                            "Export %s cannot be deleted as it is in use by %s".formatted(export, other.name));
                }
            }
        }
        Optional<String[]> kept = replaced(stack, proposed.template);
        if (kept.isPresent()) {
            return kept;
        }
        for (FakeTemplate.Resource resource : after.values()) {
            if (failing.contains(resource.type())) {
                return failed(resource.id(), resource.type(), "it was told to fail");
            }
            if (!before.containsKey(resource.id())
                    && isThere(resource)
                    && !(proposed.imports && resource.isKept() && left.contains(resource.toString()))) {
                return failed(resource.id(), resource.type(), "%s already exists".formatted(resource.name()));
            }
        }
        for (FakeTemplate.Resource resource : before.values()) {
            if (!after.containsKey(resource.id())) {
                Optional<String> refused = removed(resource);
                if (refused.isPresent()) {
                    return failed(resource.id(), resource.type(), refused.get());
                }
            }
        }
        for (FakeTemplate.Resource resource : after.values()) {
            if (!before.containsKey(resource.id())) {
                left.remove(resource.toString());
                if (resource.type().equals("AWS::S3::Bucket")) {
                    objects.make(account, resource.name());
                }
            }
        }
        if (fillsTables.getAsBoolean()) {
            proposed.template
                    .tables()
                    .forEach((bucket, table) -> table.forEach(
                            folder -> objects.put(bucket, folder + "/_delta_log/00000000000000000000.json", "{}")));
        }
        return Optional.empty();
    }

    /** Finds what would be made anew and cannot: what has its name from its template, and what another stack imports. */
    private Optional<String[]> replaced(FakeStack stack, FakeTemplate wanted) {
        for (FakeTemplate.Resource resource : wanted.resources().values()) {
            FakeTemplate.Resource before = stack.template.resources().get(resource.id());
            if (before == null || !resource.replaces(before)) {
                continue;
            }
            if (resource.isNamed() && resource.name().equals(before.name())) {
                return failed(
                        resource.id(),
                        resource.type(),
                        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename %s and update the stack again."
                                .formatted(resource.name()));
            }
            for (String export : wanted.exportsOf(resource.id())) {
                for (FakeStack other : stacks.values()) {
                    if (other != stack && other.template.imports().contains(export)) {
                        return failed(
                                resource.id(),
                                resource.type(),
                                "Export %s cannot be updated as it is in use by %s".formatted(export, other.name));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String[]> failed(String id, String type, String reason) {
        return Optional.of(new String[] {id, type, reason});
    }

    private boolean isThere(FakeTemplate.Resource resource) {
        boolean ofAnother = stacks.values().stream()
                .flatMap(stack -> stack.template.resources().values().stream())
                .anyMatch(other -> other.toString().equals(resource.toString()));
        return ofAnother
                || left.contains(resource.toString())
                || (resource.type().equals("AWS::S3::Bucket") && objects.has(resource.name()));
    }

    /** Removes a resource, or says why it cannot go. */
    private Optional<String> removed(FakeTemplate.Resource resource) {
        if (resource.isKept()) {
            left.add(resource.toString());
            return Optional.empty();
        }
        if (resource.leavesSnapshot()
                && !resource.properties().path("DeletionProtection").asBoolean()) {
            snapshots.add(resource.name());
        }
        return switch (resource.type()) {
            case "AWS::S3::Bucket" ->
                !objects.has(resource.name()) || objects.remove(resource.name())
                        ? Optional.empty()
                        : Optional.of("The bucket you tried to delete is not empty");
            case "AWS::RDS::DBCluster", "AWS::RDS::DBInstance" ->
                resource.properties().path("DeletionProtection").asBoolean()
                        ? Optional.of(
                                "Cannot delete what is protected, please disable deletion protection and try again.")
                        : Optional.empty();
            case "AWS::Organizations::OrganizationalUnit" ->
                organization.isEmpty(resource.name())
                        ? Optional.empty()
                        : Optional.of("The organizational unit is not empty.");
            default -> Optional.empty();
        };
    }

    Optional<String> exported(String export) {
        return stacks.values().stream()
                .map(stack -> stack.template.exports(this::exported).get(export))
                .filter(Objects::nonNull)
                .findFirst();
    }
}
