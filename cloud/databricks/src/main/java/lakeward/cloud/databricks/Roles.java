package lakeward.cloud.databricks;

import com.databricks.sdk.core.error.platform.NotFound;
import com.databricks.sdk.service.catalog.CatalogInfo;
import com.databricks.sdk.service.catalog.UpdateCatalog;
import com.databricks.sdk.service.iam.Group;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Grant;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.platform.TableId;
import lakeward.core.port.Provider.Outputs;

/**
 * A group for each role, and what it may read: the tables that its part names, each by a grant of its own. A group has no room
 * for a label, so the platform's catalog keeps it.
 */
final class Roles extends Kind<Roles.Role> {
    /** What stands before the group's name in the catalog's property with the label. */
    private static final String LABEL = Catalogs.LABEL + ".group.";

    private static final String GRANTED = "databricks ";

    /**
     * A role as it stands.
     *
     * @param isOurs whether its group is there and the platform's
     * @param privileges of the group, by securable as {@link #securables} names it
     */
    record Role(
            String group,
            Optional<Label> label,
            CatalogInfo catalog,
            boolean isOurs,
            SortedMap<String, List<String>> privileges) {}

    /** A thing of Unity Catalog that a role needs something on. */
    private record Securable(String type, String fullName, String privilege) {}

    private final Grants grants;
    private final Groups groups;

    Roles(Owner owner, Workspace workspace, Grants grants) {
        super(owner, workspace);
        this.grants = grants;
        this.groups = new Groups(workspace);
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:role:");
    }

    @Override
    String named(Part part) {
        return "group " + group(part);
    }

    @Override
    List<Role> all(Inventory inventory) {
        List<Role> all = new ArrayList<>();
        for (CatalogInfo catalog : inventory.catalogs()) {
            catalog.getProperties().forEach((name, value) -> {
                if (name.startsWith(LABEL)) {
                    Owner.labelIn(value)
                            .filter(owner::made)
                            .ifPresent(label -> all.add(
                                    role(catalog, name.substring(LABEL.length()), Optional.of(label), inventory)));
                }
            });
        }
        return all;
    }

    @Override
    Optional<Role> look(Part part) {
        return Optional.of(catalog(part))
                .filter(catalog -> catalog.getProperties().containsKey(LABEL + group(part)))
                .map(catalog -> role(
                        catalog,
                        group(part),
                        Owner.labelIn(catalog.getProperties().get(LABEL + group(part))),
                        new Inventory(owner, workspace)));
    }

    private CatalogInfo catalog(Part part) {
        String name = Names.kept(Values.of(part).text("catalog"));
        CatalogInfo catalog = workspace.client().catalogs().get(Names.inPath(name));
        return catalog.getProperties() == null ? catalog.setProperties(Map.of()) : catalog;
    }

    private Role role(CatalogInfo catalog, String group, Optional<Label> label, Inventory inventory) {
        SortedMap<String, List<String>> privileges = new TreeMap<>();
        Collection<Grant> granted =
                label.map(found -> found.marker().stood().grants()).orElse(List.of());
        for (Securable securable : securables(catalog.getName(), granted)) {
            Optional.ofNullable(inventory
                            .grants(grants, securable.type(), securable.fullName())
                            .get(group))
                    .filter(held -> !held.isEmpty())
                    .ifPresent(held -> privileges.put(named(securable), held));
        }
        boolean isOurs = groups.find(group).filter(this::isOurs).isPresent();
        return new Role(group, label, catalog, isOurs, privileges);
    }

    private boolean isOurs(Group group) {
        return Groups.sign(owner, group.getDisplayName()).equals(group.getExternalId());
    }

    @Override
    Optional<Label> label(Role role) {
        return role.label();
    }

    @Override
    Content properties(Role role) {
        return properties(role.isOurs(), role.privileges());
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        SortedMap<String, List<String>> privileges = new TreeMap<>();
        securables(part).forEach(securable -> privileges.put(named(securable), List.of(securable.privilege())));
        return properties(true, privileges);
    }

    private static Content properties(boolean isOurs, SortedMap<String, List<String>> privileges) {
        Fields fields = Content.empty();
        for (Map.Entry<String, List<String>> entry : privileges.entrySet()) {
            fields = fields.with(entry.getKey(), entry.getValue());
        }
        return Content.empty().with("group", isOurs).with("privileges", fields);
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        checkIsFree(part);
        write(catalog(part), LABEL + group(part), Optional.of(Owner.text(label)));
        grant(part);
    }

    @Override
    void change(Role role, Part part, Label label, Outputs outputs) {
        checkIsFree(part);
        // What it may read no more is taken first: once the label is another, nobody knows of it.
        Collection<Grant> before = label(role).orElseThrow().marker().stood().grants();
        List<Securable> wanted = securables(part);
        securables(role.catalog().getName(), before).stream()
                .filter(securable -> !wanted.contains(securable))
                .forEach(securable -> take(securable, role.group()));
        if (!label(role).equals(Optional.of(label))) {
            write(catalog(part), LABEL + group(part), Optional.of(Owner.text(label)));
        }
        grant(part);
    }

    private void checkIsFree(Part part) {
        if (groups.find(group(part)).filter(group -> !isOurs(group)).isPresent()) {
            throw Refusal.taken(named(part), workspace.address());
        }
    }

    private void grant(Part part) {
        String group = group(part);
        if (groups.find(group).isEmpty()) {
            groups.create(group, Groups.sign(owner, group));
        }
        securables(part)
                .forEach(securable ->
                        grants.settle(securable.type(), securable.fullName(), group, List.of(securable.privilege())));
    }

    @Override
    void delete(Role role) {
        Collection<Grant> granted = role.label().orElseThrow().marker().stood().grants();
        if (role.isOurs()) {
            securables(role.catalog().getName(), granted).forEach(securable -> take(securable, role.group()));
            groups.find(role.group()).ifPresent(groups::delete);
        }
        write(
                workspace.client().catalogs().get(Names.inPath(role.catalog().getName())),
                LABEL + role.group(),
                Optional.empty());
    }

    @Override
    boolean isTold(Role role) {
        return Workspace.find(() -> workspace
                        .client()
                        .catalogs()
                        .get(Names.inPath(role.catalog().getName())))
                .filter(catalog -> catalog.getProperties() != null
                        && catalog.getProperties().containsKey(LABEL + role.group()))
                .isPresent();
    }

    private void take(Securable securable, String group) {
        try {
            grants.settle(securable.type(), securable.fullName(), group, List.of());
        } catch (NotFound gone) {
            // What is no more is granted to nobody.
        }
    }

    private void write(CatalogInfo catalog, String name, Optional<String> value) {
        Map<String, String> properties =
                new TreeMap<>(Objects.requireNonNullElse(catalog.getProperties(), Map.<String, String>of()));
        value.ifPresentOrElse(text -> properties.put(name, text), () -> properties.remove(name));
        workspace
                .client()
                .catalogs()
                .update(new UpdateCatalog()
                        .setName(Names.inPath(catalog.getName()))
                        .setProperties(properties));
    }

    private static List<Securable> securables(Part part) {
        return securables(Names.kept(Values.of(part).text("catalog")), part.grants());
    }

    /** Returns what reading these tables takes: the way to each of them, and the table. */
    private static List<Securable> securables(String catalog, Collection<Grant> granted) {
        Map<String, Securable> all = new LinkedHashMap<>();
        for (Grant grant : granted) {
            TableId table = TableId.parse(grant.on().substring(GRANTED.length()));
            String schema = catalog + "." + table.zone().label();
            List.of(
                            new Securable("catalog", catalog, "USE_CATALOG"),
                            new Securable("schema", schema, "USE_SCHEMA"),
                            new Securable("table", schema + "." + Names.kept(table.name()), "SELECT"))
                    .forEach(securable -> all.put(named(securable), securable));
        }
        return List.copyOf(all.values());
    }

    private static String named(Securable securable) {
        return securable.type() + " " + securable.fullName();
    }

    private static String group(Part part) {
        return Values.of(part).text("name");
    }
}
