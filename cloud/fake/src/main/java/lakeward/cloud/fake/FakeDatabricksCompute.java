package lakeward.cloud.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What computes: warehouses, statements, saved queries, jobs and cluster policies. It computes nothing.
 *
 * <p>Real ids are drawn anew each time. Here the id of a name is always the same, for states to be compared.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/jobs">Jobs</a>
 * @see <a href="https://docs.databricks.com/api/workspace/warehouses">SQL Warehouses</a>
 */
final class FakeDatabricksCompute {
    private static final int MAX_DESCRIPTION = 27_700;
    private static final int MAX_TAG = 256;
    private static final Set<String> SIZES = Set.of("2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large");

    private final FakeDatabricksShelf warehouses = new FakeDatabricksShelf("Warehouse", false);
    private final FakeDatabricksShelf queries = new FakeDatabricksShelf("Query", false);
    private final FakeDatabricksShelf jobs = new FakeDatabricksShelf("Job", false);
    private final FakeDatabricksShelf policies = new FakeDatabricksShelf("Policy", false);
    private final FakeDatabricksShelf permissions = new FakeDatabricksShelf("Policy's users", false);
    private final FakeDatabricksTables tables;
    private final FakeDatabricksPeople people;

    FakeDatabricksCompute(FakeDatabricksTables tables, FakeDatabricksPeople people) {
        this.tables = tables;
        this.people = people;
    }

    void serve(FakeDatabricks.Routes routes) {
        routes.on("GET", "/api/2.0/sql/warehouses", call -> FakeDatabricks.listed("warehouses", warehouses.list()));
        routes.on("POST", "/api/2.0/sql/warehouses", this::createWarehouse);
        routes.on("POST", "/api/2.0/sql/warehouses/*/edit", this::editWarehouse);
        routes.on("DELETE", "/api/2.0/sql/warehouses/*", call -> remove(warehouses, call.name()));
        routes.on("POST", "/api/2.0/sql/statements", this::execute);
        routes.on("GET", "/api/2.0/sql/queries", call -> FakeDatabricks.listed("results", queries.list()));
        routes.on("POST", "/api/2.0/sql/queries", this::createQuery);
        routes.on("GET", "/api/2.0/sql/queries/*", call -> queries.read(call.name()));
        routes.on("PATCH", "/api/2.0/sql/queries/*", this::updateQuery);
        routes.on("DELETE", "/api/2.0/sql/queries/*", call -> remove(queries, call.name()));
        routes.on("GET", "/api/2.2/jobs/list", this::listJobs);
        routes.on("GET", "/api/2.2/jobs/get", call -> jobs.read(call.query().get("job_id")));
        routes.on("POST", "/api/2.2/jobs/create", this::createJob);
        routes.on("POST", "/api/2.2/jobs/reset", this::resetJob);
        routes.on(
                "POST",
                "/api/2.2/jobs/delete",
                call -> remove(jobs, text(call.fields(Set.of("job_id"), Set.of()), "job_id")));
        routes.on("GET", "/api/2.0/policies/clusters/list", call -> FakeDatabricks.listed("policies", policies.list()));
        routes.on("POST", "/api/2.0/policies/clusters/create", this::createPolicy);
        routes.on("POST", "/api/2.0/policies/clusters/edit", this::editPolicy);
        routes.on("POST", "/api/2.0/policies/clusters/delete", call -> {
            String id = text(call.fields(Set.of("policy_id"), Set.of()), "policy_id");
            permissions.remove(id);
            return remove(policies, id);
        });
        routes.on("GET", "/api/2.0/permissions/cluster-policies/*", call -> permissions(call.name()));
        routes.on("PUT", "/api/2.0/permissions/cluster-policies/*", this::setPermissions);
    }

    private JsonNode setPermissions(FakeDatabricksCall call) {
        policies.get(call.name());
        ObjectNode asked = call.fields(Set.of("access_control_list"), Set.of());
        for (JsonNode entry : asked.get("access_control_list")) {
            if (!text(entry, "permission_level").equals("CAN_USE") || !people.knows(text(entry, "group_name"))) {
                throw FakeDatabricksRefusal.invalid("nobody can be let in like this: " + entry);
            }
        }
        permissions.put(call.name(), asked);
        return permissions(call.name());
    }

    /** Returns who may use a policy: also admins, always. What is allowed comes back as a list of what there is. */
    private JsonNode permissions(String policy) {
        policies.get(policy);
        ObjectNode answer = FakeDatabricks.object().put("object_id", "/cluster-policies/" + policy);
        ArrayNode list = answer.putArray("access_control_list");
        allow(list, "admins");
        permissions
                .find(policy)
                .ifPresent(held -> held.get("access_control_list").forEach(entry -> {
                    if (people.knows(text(entry, "group_name"))) {
                        allow(list, text(entry, "group_name"));
                    }
                }));
        return answer;
    }

    private static void allow(ArrayNode list, String group) {
        list.addObject()
                .put("group_name", group)
                .putArray("all_permissions")
                .addObject()
                .put("permission_level", "CAN_USE")
                .put("inherited", false);
    }

    private static JsonNode remove(FakeDatabricksShelf shelf, String id) {
        shelf.get(id);
        shelf.remove(id);
        return FakeDatabricks.object();
    }

    private JsonNode createWarehouse(FakeDatabricksCall call) {
        ObjectNode warehouse = warehouse(call);
        String id = id(text(warehouse, "name"));
        warehouses.add(id, warehouse.put("id", id));
        return FakeDatabricks.object().put("id", id);
    }

    private JsonNode editWarehouse(FakeDatabricksCall call) {
        warehouses.get(call.name());
        warehouses.put(call.name(), warehouse(call).put("id", call.name()));
        return FakeDatabricks.object();
    }

    private static ObjectNode warehouse(FakeDatabricksCall call) {
        ObjectNode warehouse = call.fields(
                Set.of("name", "cluster_size"),
                Set.of(
                        "auto_stop_mins",
                        "min_num_clusters",
                        "max_num_clusters",
                        "warehouse_type",
                        "enable_serverless_compute",
                        "tags"));
        long idle = warehouse.path("auto_stop_mins").asLong(120);
        if (!SIZES.contains(text(warehouse, "cluster_size"))
                || (idle != 0 && idle < 10)
                || text(warehouse, "name").length() >= 100
                || (warehouse.path("enable_serverless_compute").asBoolean()
                        && !warehouse.path("warehouse_type").asText().equals("PRO"))) {
            throw FakeDatabricksRefusal.invalid("no warehouse can be like this: " + warehouse);
        }
        for (JsonNode tag : warehouse.path("tags").path("custom_tags")) {
            if (text(tag, "value").length() > MAX_TAG || !text(tag, "value").matches("[\\w+=.:/@ -]*")) {
                throw FakeDatabricksRefusal.invalid("no tag on AWS can be like this: " + tag);
            }
        }
        return warehouse;
    }

    private JsonNode execute(FakeDatabricksCall call) {
        ObjectNode asked = call.fields(
                Set.of("warehouse_id", "statement"), Set.of("wait_timeout", "on_wait_timeout", "catalog", "schema"));
        warehouses.get(text(asked, "warehouse_id"));
        ObjectNode answer = FakeDatabricks.object().put("statement_id", "01ef-statement");
        ObjectNode status = answer.putObject("status");
        try {
            FakeDatabricksSql.run(tables, call, text(asked, "statement"));
            status.put("state", "SUCCEEDED");
        } catch (FakeDatabricksRefusal refused) {
            // A statement that fails is answered with 200.
            status.put("state", "FAILED")
                    .putObject("error")
                    .put("error_code", "BAD_REQUEST")
                    .put("message", refused.getMessage());
        }
        return answer;
    }

    private JsonNode createQuery(FakeDatabricksCall call) {
        ObjectNode query = query(call, "auto_resolve_display_name");
        if (queries.all().stream().anyMatch(other -> other.get("display_name").equals(query.get("display_name")))) {
            throw FakeDatabricksRefusal.taken("Query", text(query, "display_name"));
        }
        String id = id(text(query, "display_name"));
        return queries.add(id, query.put("id", id).put("lifecycle_state", "ACTIVE"));
    }

    private JsonNode updateQuery(FakeDatabricksCall call) {
        ObjectNode changed = queries.get(call.name()).deepCopy();
        ObjectNode update = query(call, "update_mask");
        for (String field : text(call.body(), "update_mask").split(",", -1)) {
            changed.set(field, update.get(field));
        }
        return queries.put(call.name(), changed);
    }

    private ObjectNode query(FakeDatabricksCall call, String beside) {
        ObjectNode inner =
                (ObjectNode) call.fields(Set.of("query"), Set.of(beside)).get("query");
        ObjectNode query = new FakeDatabricksCall(call.caller(), call.names(), call.query(), inner)
                .fields(
                        Set.of(),
                        Set.of(
                                "display_name",
                                "description",
                                "tags",
                                "query_text",
                                "catalog",
                                "schema",
                                "warehouse_id"));
        warehouses.get(text(query, "warehouse_id"));
        return query;
    }

    private JsonNode listJobs(FakeDatabricksCall call) {
        List<ObjectNode> found = jobs.list().stream()
                .filter(job -> !call.query().containsKey("name")
                        || text(job.get("settings"), "name")
                                .equalsIgnoreCase(call.query().get("name")))
                .toList();
        return FakeDatabricks.listed("jobs", found);
    }

    private JsonNode createJob(FakeDatabricksCall call) {
        ObjectNode settings = settings(call);
        // Two jobs may have one name.
        String name = text(settings, "name");
        int others = 0;
        while (jobs.find(id(name + "#" + others)).isPresent()) {
            others++;
        }
        String id = id(name + "#" + others);
        ObjectNode job =
                FakeDatabricks.object().put("job_id", Long.parseLong(id)).put("creator_user_name", call.caller());
        job.set("settings", settings);
        jobs.add(id, job);
        return FakeDatabricks.object().put("job_id", Long.parseLong(id));
    }

    void giveJobsTo(String person) {
        jobs.all().forEach(job -> job.put("creator_user_name", person));
    }

    void changeJobs(UnaryOperator<String> change) {
        jobs.change(change);
    }

    void changeWarehouses(UnaryOperator<String> change) {
        warehouses.change(change);
    }

    private JsonNode resetJob(FakeDatabricksCall call) {
        ObjectNode body = call.fields(Set.of("job_id", "new_settings"), Set.of());
        ObjectNode job = jobs.get(text(body, "job_id")).deepCopy();
        ObjectNode settings = (ObjectNode) body.get("new_settings");
        job.set("settings", settings(new FakeDatabricksCall(call.caller(), call.names(), call.query(), settings)));
        jobs.put(text(body, "job_id"), job);
        return FakeDatabricks.object();
    }

    private ObjectNode settings(FakeDatabricksCall call) {
        ObjectNode settings =
                call.fields(Set.of("name", "tasks"), Set.of("description", "max_concurrent_runs", "schedule", "tags"));
        Set<String> keys = new HashSet<>();
        for (JsonNode task : settings.get("tasks")) {
            if (!text(task, "task_key").matches("[\\w-]{1,100}")) {
                throw FakeDatabricksRefusal.invalid("no task_key: " + task);
            }
            task.path("depends_on").forEach(before -> {
                if (!keys.contains(text(before, "task_key"))) {
                    throw FakeDatabricksRefusal.invalid("task depends on one that is not there: " + task);
                }
            });
            keys.add(text(task, "task_key"));
            warehouses.get(text(task.path("sql_task"), "warehouse_id"));
            queries.get(text(task.path("sql_task").path("query"), "query_id"));
        }
        JsonNode schedule = settings.path("schedule");
        if (settings.path("description").asText().length() > MAX_DESCRIPTION
                || (!schedule.isMissingNode()
                        && (text(schedule, "quartz_cron_expression").split(" ", -1).length != 6
                                || text(schedule, "timezone_id").isEmpty()))) {
            throw FakeDatabricksRefusal.invalid("no job can be like this: " + settings);
        }
        return settings;
    }

    private JsonNode createPolicy(FakeDatabricksCall call) {
        ObjectNode policy = policy(call, Set.of("name", "definition"));
        String id = id(text(policy, "name"));
        policies.add(id, policy.put("policy_id", id));
        return FakeDatabricks.object().put("policy_id", id);
    }

    private JsonNode editPolicy(FakeDatabricksCall call) {
        ObjectNode policy = policy(call, Set.of("policy_id", "name", "definition"));
        policies.get(text(policy, "policy_id"));
        policies.put(text(policy, "policy_id"), policy);
        return FakeDatabricks.object();
    }

    private static ObjectNode policy(FakeDatabricksCall call, Set<String> required) {
        ObjectNode policy = call.fields(required, Set.of("description", "max_clusters_per_user"));
        try {
            for (JsonNode rule : new ObjectMapper().readTree(text(policy, "definition"))) {
                if (!Set.of("fixed", "range", "allowlist", "blocklist", "regex", "unlimited", "forbidden")
                        .contains(text(rule, "type"))) {
                    throw FakeDatabricksRefusal.invalid("no rule of a policy: " + rule);
                }
            }
        } catch (JsonProcessingException none) {
            throw FakeDatabricksRefusal.invalid("definition is no JSON");
        }
        return policy;
    }

    private static String text(JsonNode fields, String name) {
        return fields.path(name).asText();
    }

    static String id(String name) {
        return String.valueOf(Integer.toUnsignedLong(name.hashCode()));
    }

    void describe(StringBuilder text) {
        List.of(warehouses, queries, jobs, policies, permissions).forEach(shelf -> shelf.describe(text));
    }
}
