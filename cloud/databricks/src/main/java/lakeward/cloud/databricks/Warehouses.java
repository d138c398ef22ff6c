package lakeward.cloud.databricks;

import com.databricks.sdk.service.sql.CreateWarehouseResponse;
import com.databricks.sdk.service.sql.EditWarehouseRequest;
import com.databricks.sdk.service.sql.EditWarehouseRequestWarehouseType;
import com.databricks.sdk.service.sql.EndpointInfo;
import com.databricks.sdk.service.sql.EndpointTagPair;
import com.databricks.sdk.service.sql.EndpointTags;
import com.databricks.sdk.service.sql.ListWarehousesRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/**
 * What runs statements and models: a serverless warehouse. It has tags alone, which become tags on AWS: at most 256 characters
 * each, and not every one. So its label is cut into pieces.
 */
final class Warehouses extends Kind<EndpointInfo> {
    private static final String TAG = "lakeward-";
    private static final int PIECE = 200;

    Warehouses(Owner owner, Workspace workspace) {
        super(owner, workspace);
    }

    @Override
    boolean makes(String part) {
        return part.equals("databricks:warehouse");
    }

    @Override
    String named(Part part) {
        return "warehouse " + Values.of(part).text("name");
    }

    @Override
    List<EndpointInfo> all(Inventory inventory) {
        return inventory.warehouses();
    }

    @Override
    Optional<EndpointInfo> look(Part part) {
        return new Inventory(owner, workspace)
                .warehouses().stream()
                        .filter(warehouse ->
                                warehouse.getName().equals(Values.of(part).text("name")))
                        .findFirst();
    }

    /** Returns the id of the platform's warehouse, if it stands. */
    Optional<String> id(Inventory inventory) {
        return found(inventory).stream().map(found -> found.thing().getId()).findFirst();
    }

    /**
     * Returns the id of the platform's warehouse.
     *
     * @param named what is to be made on it
     * @throws lakeward.core.platform.PlatformException if it does not stand
     */
    String required(String named) {
        return id(new Inventory(owner, workspace))
                .orElseThrow(() -> Refusal.environment(
                        "Cannot make %s in %s: the platform has no warehouse there. Apply the plan from its start."
                                .formatted(named, workspace.address()),
                        null));
    }

    @Override
    Optional<Label> label(EndpointInfo warehouse) {
        String pieces = Optional.ofNullable(warehouse.getTags()).map(EndpointTags::getCustomTags).stream()
                .flatMap(tags -> tags.stream())
                .filter(tag -> tag.getKey().startsWith(TAG))
                .sorted(Comparator.comparing(EndpointTagPair::getKey))
                .map(EndpointTagPair::getValue)
                .collect(Collectors.joining());
        try {
            return Owner.labelIn(new String(Base64.getUrlDecoder().decode(pieces), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static EndpointTags tags(Label label) {
        String text = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Owner.text(label).getBytes(StandardCharsets.UTF_8));
        List<EndpointTagPair> tags = new ArrayList<>();
        for (int at = 0; at < text.length(); at += PIECE) {
            tags.add(new EndpointTagPair()
                    .setKey("%s%02d".formatted(TAG, tags.size()))
                    .setValue(text.substring(at, Math.min(text.length(), at + PIECE))));
        }
        return new EndpointTags().setCustomTags(tags);
    }

    @Override
    Content properties(EndpointInfo warehouse) {
        return properties(
                warehouse.getClusterSize(),
                Objects.requireNonNullElse(warehouse.getAutoStopMins(), 0L),
                Objects.requireNonNullElse(warehouse.getMaxNumClusters(), 1L));
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return properties(Values.of(part).text("size"), Values.of(part).figure("idle-minutes-at-most"), 1);
    }

    private static Content properties(String size, long idleMinutes, long clusters) {
        return Content.empty()
                .with("size", size)
                .with("idle-minutes", idleMinutes)
                .with("clusters", clusters);
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        workspace.call("POST", "/api/2.0/sql/warehouses", settings(part, label), CreateWarehouseResponse.class);
    }

    @Override
    void change(EndpointInfo warehouse, Part part, Label label, Outputs outputs) {
        workspace.client().warehouses().edit(settings(part, label).setId(warehouse.getId()));
    }

    /** The same body makes one and changes one. */
    private static EditWarehouseRequest settings(Part part, Label label) {
        return new EditWarehouseRequest()
                .setName(Values.of(part).text("name"))
                .setClusterSize(Values.of(part).text("size"))
                .setAutoStopMins(Values.of(part).figure("idle-minutes-at-most"))
                .setMinNumClusters(1L)
                .setMaxNumClusters(1L)
                .setWarehouseType(EditWarehouseRequestWarehouseType.PRO)
                .setEnableServerlessCompute(true)
                .setTags(tags(label));
    }

    @Override
    void delete(EndpointInfo warehouse) {
        workspace.client().warehouses().delete(warehouse.getId());
    }

    @Override
    boolean isTold(EndpointInfo warehouse) {
        return list(workspace).stream().anyMatch(one -> one.getId().equals(warehouse.getId()));
    }

    static List<EndpointInfo> list(Workspace workspace) {
        return Inventory.copy(workspace.client().warehouses().list(new ListWarehousesRequest()));
    }
}
