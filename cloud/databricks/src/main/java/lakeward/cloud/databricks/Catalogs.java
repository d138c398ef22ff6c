package lakeward.cloud.databricks;

import com.databricks.sdk.core.error.platform.NotFound;
import com.databricks.sdk.service.catalog.CatalogInfo;
import com.databricks.sdk.service.catalog.CreateCatalog;
import com.databricks.sdk.service.catalog.DeleteSchemaRequest;
import com.databricks.sdk.service.catalog.UpdateCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** The platform's catalog. Its properties hold its own label, and those of roles. */
final class Catalogs extends Kind<CatalogInfo> {
    /** The property that holds a label, of whatever has properties. */
    static final String LABEL = "lakeward";

    Catalogs(Owner owner, Workspace workspace) {
        super(owner, workspace);
    }

    static Optional<Label> labelOf(Map<String, String> properties) {
        return Optional.ofNullable(properties).flatMap(all -> Owner.labelIn(all.get(LABEL)));
    }

    /** Returns properties with one more; all others stay, for Databricks keeps some of its own among them. */
    static Map<String, String> with(Map<String, String> properties, String name, String value) {
        Map<String, String> more = new TreeMap<>(properties == null ? Map.of() : properties);
        more.put(name, value);
        return more;
    }

    @Override
    boolean makes(String part) {
        return part.equals("databricks:catalog");
    }

    @Override
    String named(Part part) {
        return "catalog " + Values.of(part).text("name");
    }

    @Override
    List<CatalogInfo> all(Inventory inventory) {
        return inventory.catalogs();
    }

    @Override
    Optional<CatalogInfo> look(Part part) {
        return Workspace.find(() -> workspace.client().catalogs().get(Names.inPath(name(part))));
    }

    @Override
    Optional<Label> label(CatalogInfo catalog) {
        return labelOf(catalog.getProperties());
    }

    @Override
    Content properties(CatalogInfo catalog) {
        return Content.empty().with("storage", Optional.ofNullable(catalog.getStorageRoot()));
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return Content.empty().with("storage", Values.of(part).text("storage"));
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        workspace
                .client()
                .catalogs()
                .create(new CreateCatalog()
                        .setName(name(part))
                        .setStorageRoot(Values.of(part).text("storage"))
                        .setProperties(Map.of(LABEL, Owner.text(label))));
    }

    @Override
    void change(CatalogInfo catalog, Part part, Label label, Outputs outputs) {
        workspace
                .client()
                .catalogs()
                .update(new UpdateCatalog()
                        .setName(Names.inPath(catalog.getName()))
                        .setProperties(with(catalog.getProperties(), LABEL, Owner.text(label))));
    }

    @Override
    void delete(CatalogInfo catalog) {
        // Databricks makes this schema with each catalog, and deletes no catalog that has it, but by force. A schema in
        // which
        // somebody made something is not empty: then Databricks refuses, and the catalog stays.
        try {
            workspace
                    .client()
                    .schemas()
                    .delete(new DeleteSchemaRequest()
                            .setFullName(Names.inPath(catalog.getName() + ".default"))
                            .setForce(false));
        } catch (NotFound gone) {
            // Somebody took it away, or an earlier try did.
        }
        workspace.client().catalogs().delete(Names.inPath(catalog.getName()));
    }

    @Override
    boolean isTold(CatalogInfo catalog) {
        return Workspace.find(() -> workspace.client().catalogs().get(Names.inPath(catalog.getName())))
                .isPresent();
    }

    private static String name(Part part) {
        return Names.kept(Values.of(part).text("name"));
    }
}
