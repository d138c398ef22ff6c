package lakeward.cloud.databricks;

import com.databricks.sdk.service.compute.CreatePolicy;
import com.databricks.sdk.service.compute.EditPolicy;
import com.databricks.sdk.service.compute.ListClusterPoliciesRequest;
import com.databricks.sdk.service.compute.Policy;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** What a cluster may be that somebody makes to work on the models. */
final class Policies extends Kind<Policy> {
    Policies(Owner owner, Workspace workspace) {
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
    List<Policy> all(Inventory inventory) {
        return list();
    }

    private List<Policy> list() {
        return Inventory.copy(workspace.client().clusterPolicies().list(new ListClusterPoliciesRequest()));
    }

    @Override
    Optional<Policy> look(Part part) {
        return list().stream()
                .filter(policy -> policy.getName().equals(Values.of(part).text("name")))
                .findFirst();
    }

    @Override
    Optional<Label> label(Policy policy) {
        return Label.parse(policy.getDescription());
    }

    @Override
    Content properties(Policy policy) {
        try {
            return Content.parse(Optional.ofNullable(policy.getDefinition()).orElse("{}"));
        } catch (IllegalArgumentException edited) {
            return Content.empty().with("unread", policy.getDefinition());
        }
    }

    /** Workers as a range, both ways to say them; the end of an idle cluster as it is, for 0 would mean never. */
    @Override
    Content wanted(Part part, Outputs outputs) {
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
        workspace
                .client()
                .clusterPolicies()
                .create(new CreatePolicy()
                        .setName(Values.of(part).text("name"))
                        .setDescription(label.text())
                        .setDefinition(wanted(part, outputs).toJson()));
    }

    @Override
    void change(Policy policy, Part part, Label label, Outputs outputs) {
        workspace
                .client()
                .clusterPolicies()
                .edit(new EditPolicy()
                        .setPolicyId(policy.getPolicyId())
                        .setName(Values.of(part).text("name"))
                        .setDescription(label.text())
                        .setDefinition(wanted(part, outputs).toJson()));
    }

    @Override
    void delete(Policy policy) {
        workspace.client().clusterPolicies().delete(policy.getPolicyId());
    }

    @Override
    boolean isTold(Policy policy) {
        return list().stream().anyMatch(one -> one.getPolicyId().equals(policy.getPolicyId()));
    }
}
