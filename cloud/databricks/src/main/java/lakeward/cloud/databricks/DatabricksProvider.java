package lakeward.cloud.databricks;

import com.databricks.sdk.core.DatabricksConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;

/** Databricks: a workspace and its Unity Catalog, through Databricks' own SDK. */
public final class DatabricksProvider implements Provider {
    private final Owner owner;
    private final Workspace workspace;
    private final Credentials credentials;
    private final List<Kind<?>> kinds;

    private DatabricksProvider(Owner owner, Workspace workspace) {
        this.owner = owner;
        this.workspace = workspace;
        Grants grants = new Grants(workspace);
        this.credentials = new Credentials(owner, workspace);
        Warehouses warehouses = new Warehouses(owner, workspace);
        Anew anew = new Anew(workspace, grants, warehouses);
        this.kinds = List.of(
                credentials,
                new Locations(owner, workspace),
                new Catalogs(owner, workspace),
                new Schemas(owner, workspace),
                new Tables(owner, workspace, grants, anew),
                warehouses,
                new Quarantines(owner, workspace, warehouses),
                new Models(owner, workspace, warehouses, anew),
                new Jobs(owner, workspace, warehouses),
                new People(owner, workspace, warehouses),
                new Guards(owner, workspace, warehouses),
                new Roles(owner, workspace, grants),
                new ClusterPolicies(owner, workspace));
    }

    /**
     * Opens a workspace with the credentials that the SDK's chain finds: the environment, a profile of
     * {@code ~/.databrickscfg}, OAuth. Makes and changes nothing.
     *
     * @param workspace its address, as planned
     * @throws PlatformException if there are no credentials, or they are for another workspace
     */
    public static DatabricksProvider open(String platform, String target, String workspace) {
        return open(platform, target, workspace, new DatabricksConfig(), Patience.MINUTES);
    }

    static DatabricksProvider open(
            String platform, String target, String workspace, DatabricksConfig config, Patience patience) {
        return new DatabricksProvider(new Owner(platform, target), Workspace.open(workspace, config, patience));
    }

    @Override
    public Vendor vendor() {
        return Vendor.DATABRICKS;
    }

    @Override
    public Standing standing() {
        return workspace.doing("look at what stands of %s".formatted(owner.platform()), () -> {
            Inventory inventory = new Inventory(owner, workspace);
            Map<String, Stood> parts = new TreeMap<>();
            for (Kind<?> kind : kinds) {
                addTo(parts, kind, inventory);
            }
            return new Standing(parts);
        });
    }

    private static <T> void addTo(Map<String, Stood> parts, Kind<T> kind, Inventory inventory) {
        for (Kind.Found<T> found : kind.kept(inventory)) {
            parts.put(found.label().marker().part(), kind.stood(found));
        }
    }

    @Override
    public List<Batch> batches(Plan plan) {
        return Batch.ofEach(plan, Vendor.DATABRICKS, this::apply);
    }

    void apply(Step step, Outputs outputs) {
        Part part = step.part();
        checkIsHere(part);
        switch (step.action()) {
            case CREATE, CHANGE, REPLACE -> kind(part.id()).make(part, outputs);
            case DELETE -> kind(part.id()).remove(part.id());
            case LEAVE -> kind(part.id()).leave(part.id());
            case NOTHING -> {}
        }
    }

    private void checkIsHere(Part part) {
        String planned = part.site().account().orElse("");
        if (!planned.equals(workspace.address())) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot make %s in %s: the plan has it in %s. Plan again for this target."
                            .formatted(part.id(), workspace.address(), planned));
        }
    }

    private Kind<?> kind(String part) {
        return kinds.stream()
                .filter(kind -> kind.makes(part))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.BUG,
                        "Cannot make %s: Databricks has no kind of thing for it. Report this.".formatted(part)));
    }

    @Override
    public String output(String part, String name) {
        return workspace.doing(
                "look at " + part,
                () -> credentials.found(new Inventory(owner, workspace)).stream()
                        .filter(found -> found.label().marker().part().equals(part))
                        .findFirst()
                        .flatMap(found -> credentials.output(found.thing(), name))
                        .orElseThrow(() -> Refusal.environment(
                                "Cannot tell the %s of %s: %s has no such part, or it has no such value. Apply the plan from its start."
                                        .formatted(name, part, workspace.address()),
                                null)));
    }

    @Override
    public void close() {
        // The SDK keeps no connection that must be given back.
    }
}
