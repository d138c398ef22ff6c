package lakeward.cloud.databricks;

import com.databricks.sdk.service.iam.Group;
import com.databricks.sdk.service.iam.ListGroupsResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Standing;

/**
 * Groups of the account: Unity Catalog grants nothing to a workspace's own groups. An admin of the workspace may make them by
 * way of the workspace; the SDK knows but the way for an admin of the account.
 */
final class Groups {
    private static final String PATH = "/api/2.0/account/scim/v2/Groups";

    /** An external id has at most 64 characters. */
    private static final int SIGN_LENGTH = 40;

    private final Workspace workspace;

    Groups(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Returns the sign by which a group is known as the platform's: there is no room for a label. */
    static String sign(Owner owner, String name) {
        Content whose = Content.empty()
                .with("platform", owner.platform())
                .with("target", owner.target())
                .with("group", name);
        return "lakeward-" + Standing.digestOf(whose).substring(0, SIGN_LENGTH);
    }

    Optional<Group> find(String name) {
        String filter = URLEncoder.encode("displayName eq \"%s\"".formatted(name), StandardCharsets.UTF_8);
        ListGroupsResponse found = workspace.call(
                "GET",
                PATH + "?attributes=id,displayName,externalId&filter=" + filter.replace("+", "%20"),
                null,
                ListGroupsResponse.class);
        return Objects.requireNonNullElse(found.getResources(), List.<Group>of()).stream()
                .filter(group -> name.equals(group.getDisplayName()))
                .findFirst();
    }

    void create(String name, String sign) {
        workspace.call("POST", PATH, new TreeMap<>(Map.of("displayName", name, "externalId", sign)), Group.class);
    }

    void delete(Group group) {
        workspace.call("DELETE", PATH + "/" + Names.inPath(group.getId()), null, Void.class);
    }
}
