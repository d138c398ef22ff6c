package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.GetPermissionsResponse;
import com.databricks.sdk.service.catalog.PrivilegeAssignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who may do what on a thing of Unity Catalog. */
final class Grants {
    private static final String PATH = "/api/2.1/unity-catalog/permissions/%s/%s";

    private final Workspace workspace;
    private final Set<String> registering = new HashSet<>();

    Grants(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Returns what is granted on a thing itself, by principal; privileges this program does not know are left out. */
    SortedMap<String, List<String>> held(String type, String fullName) {
        SortedMap<String, List<String>> held = new TreeMap<>();
        String token = null;
        do {
            GetPermissionsResponse page = workspace.call(
                    "GET",
                    PATH.formatted(type, Names.inPath(fullName))
                            + "?max_results=0"
                            + (token == null ? "" : "&page_token=" + Names.inPath(token)),
                    null,
                    GetPermissionsResponse.class);
            for (PrivilegeAssignment assignment :
                    Objects.requireNonNullElse(page.getPrivilegeAssignments(), List.<PrivilegeAssignment>of())) {
                held.computeIfAbsent(assignment.getPrincipal(), none -> new ArrayList<>())
                        .addAll(assignment.getPrivileges().stream()
                                .filter(Objects::nonNull)
                                .map(Enum::name)
                                .sorted()
                                .toList());
            }
            token = page.getNextPageToken();
        } while (token != null && !token.isEmpty());
        return held;
    }

    void give(String type, String fullName, Map<String, List<String>> privileges) {
        if (!privileges.isEmpty()) {
            change(
                    type,
                    fullName,
                    privileges.entrySet().stream()
                            .map(entry -> change(entry.getKey(), entry.getValue(), List.of()))
                            .toList());
        }
    }

    /** Leaves a principal with these privileges on a thing and no others. */
    void settle(String type, String fullName, String principal, List<String> wanted) {
        List<String> surplus = held(type, fullName).getOrDefault(principal, List.of()).stream()
                .filter(privilege -> !wanted.contains(privilege))
                .toList();
        // Giving what is held already changes nothing, and reads may be late.
        if (!wanted.isEmpty() || !surplus.isEmpty()) {
            change(type, fullName, List.of(change(principal, wanted, surplus)));
        }
    }

    /**
     * Lets whoever applies register tables through the API: that takes two privileges which not even an owner has by
     * being one.
     */
    void letApplierRegister(String catalog, String schema, String location) {
        String schemaName = catalog + "." + schema;
        if (registering.contains(schemaName)) {
            return;
        }
        change("schema", schemaName, List.of(change(workspace.me(), List.of("EXTERNAL_USE_SCHEMA"), List.of())));
        change(
                "external_location",
                location,
                List.of(change(workspace.me(), List.of("EXTERNAL_USE_LOCATION"), List.of())));
        // Only now: where an answer is lost, both are given again.
        registering.add(schemaName);
    }

    private static Map<String, Object> change(String principal, List<String> add, List<String> remove) {
        Map<String, Object> change = new TreeMap<>(Map.of("principal", principal));
        if (!add.isEmpty()) {
            change.put("add", add);
        }
        if (!remove.isEmpty()) {
            change.put("remove", remove);
        }
        return change;
    }

    /** The SDK's list of privileges lacks EXTERNAL_USE_LOCATION, so they are texts here. */
    private void change(String type, String fullName, Collection<Map<String, Object>> changes) {
        workspace.call(
                "PATCH",
                PATH.formatted(type, Names.inPath(fullName)),
                Map.of("changes", changes),
                GetPermissionsResponse.class);
    }
}
