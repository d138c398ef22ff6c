package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.CreateSchema;
import com.databricks.sdk.service.catalog.SchemaInfo;
import com.databricks.sdk.service.catalog.UpdateSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** A schema for each zone. */
final class Schemas extends Kind<SchemaInfo> {
    Schemas(Owner owner, Workspace workspace) {
        super(owner, workspace);
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:schema:");
    }

    @Override
    String named(Part part) {
        return "schema " + fullName(part);
    }

    @Override
    List<SchemaInfo> all(Inventory inventory) {
        return inventory.schemas();
    }

    @Override
    Optional<SchemaInfo> look(Part part) {
        return Workspace.find(() -> workspace.client().schemas().get(Names.inPath(fullName(part))));
    }

    @Override
    Optional<Label> label(SchemaInfo schema) {
        return Catalogs.labelOf(schema.getProperties());
    }

    /** Nothing of it is decided but its name. */
    @Override
    Content properties(SchemaInfo schema) {
        return Content.empty();
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return Content.empty();
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        workspace
                .client()
                .schemas()
                .create(new CreateSchema()
                        .setName(Names.kept(Values.of(part).text("name")))
                        .setCatalogName(Names.kept(Values.of(part).text("catalog")))
                        .setProperties(Map.of(Catalogs.LABEL, Owner.text(label))));
    }

    @Override
    void change(SchemaInfo schema, Part part, Label label, Outputs outputs) {
        workspace
                .client()
                .schemas()
                .update(new UpdateSchema()
                        .setFullName(Names.inPath(schema.getFullName()))
                        .setProperties(Catalogs.with(schema.getProperties(), Catalogs.LABEL, Owner.text(label))));
    }

    @Override
    void delete(SchemaInfo schema) {
        workspace.client().schemas().delete(Names.inPath(schema.getFullName()));
    }

    @Override
    boolean isTold(SchemaInfo schema) {
        return Workspace.find(() -> workspace.client().schemas().get(Names.inPath(schema.getFullName())))
                .isPresent();
    }

    private static String fullName(Part part) {
        Values values = Values.of(part);
        return "%s.%s".formatted(Names.kept(values.text("catalog")), Names.kept(values.text("name")));
    }
}
