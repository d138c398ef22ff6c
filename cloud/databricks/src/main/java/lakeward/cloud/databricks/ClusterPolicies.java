package lakeward.cloud.databricks;

import com.databricks.sdk.service.compute.ClusterPolicyAccessControlRequest;
import com.databricks.sdk.service.compute.ClusterPolicyAccessControlResponse;
import com.databricks.sdk.service.compute.ClusterPolicyPermissionLevel;
import com.databricks.sdk.service.compute.ClusterPolicyPermissions;
import com.databricks.sdk.service.compute.ClusterPolicyPermissionsRequest;
import com.databricks.sdk.service.compute.CreatePolicy;
import com.databricks.sdk.service.compute.EditPolicy;
import com.databricks.sdk.service.compute.ListClusterPoliciesRequest;
import com.databricks.sdk.service.compute.Policy;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** What a cluster may be that people of the roles start: their groups may use the policy, and so start no others. */
final class ClusterPolicies extends Kind<ClusterPolicies.Clusters> {
    /**
     * A policy as it stands.
     *
     * @param groups that may use it
     */
    record Clusters(Policy policy, List<String> groups) {}

    ClusterPolicies(Owner owner, Workspace workspace) {
        super(owner, workspace);
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:policy:");
    }

    @Override
    String named(Part part) {
        return "cluster policy " + Values.of(part).text("name");
    }

    @Override
    List<Clusters> all(Inventory inventory) {
        return list().stream()
                .filter(policy -> Owner.labelIn(policy.getDescription()).isPresent())
                .map(this::clusters)
                .toList();
    }

    private List<Policy> list() {
        return Inventory.copy(workspace.client().clusterPolicies().list(new ListClusterPoliciesRequest()));
    }

    private Clusters clusters(Policy policy) {
        Collection<ClusterPolicyAccessControlResponse> all = Workspace.find(
                        () -> workspace.client().clusterPolicies().getPermissions(policy.getPolicyId()))
                .map(ClusterPolicyPermissions::getAccessControlList)
                .orElse(List.of());
        return new Clusters(
                policy,
                all.stream()
                        .map(ClusterPolicyAccessControlResponse::getGroupName)
                        .filter(Objects::nonNull)
                        // Admins may use every policy, always.
                        .filter(group -> !group.equals("admins"))
                        .sorted()
                        .toList());
    }

    @Override
    Optional<Clusters> look(Part part) {
        return list().stream()
                .filter(policy -> policy.getName().equals(Values.of(part).text("name")))
                .findFirst()
                .map(this::clusters);
    }

    @Override
    Optional<Label> label(Clusters clusters) {
        return Owner.labelIn(clusters.policy().getDescription());
    }

    @Override
    Content properties(Clusters clusters) {
        return properties(definition(clusters.policy()), clusters.groups());
    }

    private static Content definition(Policy policy) {
        try {
            return Content.parse(Optional.ofNullable(policy.getDefinition()).orElse("{}"));
        } catch (IllegalArgumentException edited) {
            return Content.empty().with("unread", policy.getDefinition());
        }
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return properties(
                definition(part),
                Values.of(part).texts("groups").stream().sorted().toList());
    }

    private static Content properties(Content definition, List<String> groups) {
        return Content.empty().with("definition", definition).with("groups", groups);
    }

    /** Workers as a range, both ways to say them; the end of an idle cluster as it is, for 0 would mean never. */
    private static Content definition(Part part) {
        Fields workers = Content.empty()
                .with("type", "range")
                .with("maxValue", Values.of(part).figure("workers-at-most"));
        return Content.empty()
                .with("num_workers", workers)
                .with("autoscale.max_workers", workers)
                .with(
                        "autotermination_minutes",
                        Content.empty()
                                .with("type", "fixed")
                                .with("value", Values.of(part).figure("idle-minutes-at-most")))
                .with(
                        "data_security_mode",
                        Content.empty()
                                .with("type", "allowlist")
                                .with("values", List.of("USER_ISOLATION", "SINGLE_USER"))
                                .with("defaultValue", "USER_ISOLATION"));
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        String id = workspace
                .client()
                .clusterPolicies()
                .create(new CreatePolicy()
                        .setName(Values.of(part).text("name"))
                        .setDescription(Owner.text(label))
                        .setDefinition(definition(part).toJson()))
                .getPolicyId();
        letIn(id, part);
    }

    @Override
    void change(Clusters clusters, Part part, Label label, Outputs outputs) {
        String id = clusters.policy().getPolicyId();
        workspace
                .client()
                .clusterPolicies()
                .edit(new EditPolicy()
                        .setPolicyId(id)
                        .setName(Values.of(part).text("name"))
                        .setDescription(Owner.text(label))
                        .setDefinition(definition(part).toJson()));
        letIn(id, part);
    }

    /** Lets the part's groups use the policy, and nobody else but admins. */
    private void letIn(String id, Part part) {
        workspace
                .client()
                .clusterPolicies()
                .setPermissions(new ClusterPolicyPermissionsRequest()
                        .setClusterPolicyId(id)
                        .setAccessControlList(Values.of(part).texts("groups").stream()
                                .map(group -> new ClusterPolicyAccessControlRequest()
                                        .setGroupName(group)
                                        .setPermissionLevel(ClusterPolicyPermissionLevel.CAN_USE))
                                .toList()));
    }

    @Override
    void delete(Clusters clusters) {
        workspace.client().clusterPolicies().delete(clusters.policy().getPolicyId());
    }

    @Override
    boolean isTold(Clusters clusters) {
        return list().stream()
                .anyMatch(one -> one.getPolicyId().equals(clusters.policy().getPolicyId()));
    }
}
