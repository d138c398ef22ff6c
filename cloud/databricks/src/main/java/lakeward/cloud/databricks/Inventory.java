package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.CatalogInfo;
import com.databricks.sdk.service.catalog.FunctionInfo;
import com.databricks.sdk.service.catalog.ListCatalogsRequest;
import com.databricks.sdk.service.catalog.ListFunctionsRequest;
import com.databricks.sdk.service.catalog.ListSchemasRequest;
import com.databricks.sdk.service.catalog.ListTablesRequest;
import com.databricks.sdk.service.catalog.SchemaInfo;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.jobs.BaseJob;
import com.databricks.sdk.service.jobs.ListJobsRequest;
import com.databricks.sdk.service.sql.EndpointInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lakeward.core.plan.Label;

/** What the workspace lists of the platform's catalog, each list asked for once, when it is needed. */
final class Inventory {
    private final Owner owner;
    private final Workspace workspace;
    private List<CatalogInfo> catalogs;
    private List<SchemaInfo> schemas;
    private List<TableInfo> tables;
    private List<FunctionInfo> functions;
    private List<BaseJob> jobs;
    private List<EndpointInfo> warehouses;
    private final Map<String, SortedMap<String, List<String>>> held = new HashMap<>();

    Inventory(Owner owner, Workspace workspace) {
        this.owner = owner;
        this.workspace = workspace;
    }

    /** Returns the platform's catalog, if it stands. */
    List<CatalogInfo> catalogs() {
        if (catalogs == null) {
            catalogs = copy(workspace.client().catalogs().list(new ListCatalogsRequest().setMaxResults(0L))).stream()
                    .filter(catalog -> isOurs(Catalogs.labelOf(catalog.getProperties())))
                    .toList();
        }
        return catalogs;
    }

    /** Returns the platform's schemas. */
    List<SchemaInfo> schemas() {
        if (schemas == null) {
            schemas = catalogs().stream()
                    .flatMap(catalog -> copy(workspace
                                    .client()
                                    .schemas()
                                    .list(new ListSchemasRequest()
                                            .setCatalogName(catalog.getName())
                                            .setMaxResults(0L)))
                            .stream())
                    .filter(schema -> isOurs(Catalogs.labelOf(schema.getProperties())))
                    .toList();
        }
        return schemas;
    }

    /** Returns the tables in them, whoever made them. */
    List<TableInfo> tables() {
        if (tables == null) {
            tables = schemas().stream()
                    .flatMap(schema -> copy(workspace
                                    .client()
                                    .tables()
                                    .list(new ListTablesRequest()
                                            .setCatalogName(schema.getCatalogName())
                                            .setSchemaName(schema.getName())
                                            .setMaxResults(0L)))
                            .stream())
                    .toList();
        }
        return tables;
    }

    /** Returns the functions in the schema of filters and masks, whoever made them. */
    List<FunctionInfo> functions() {
        if (functions == null) {
            functions = schemas().stream()
                    .filter(schema -> Guards.isSchema(
                            Catalogs.labelOf(schema.getProperties()).orElseThrow()))
                    .flatMap(schema -> functions(workspace, schema.getCatalogName(), schema.getName()).stream())
                    .toList();
        }
        return functions;
    }

    static List<FunctionInfo> functions(Workspace workspace, String catalog, String schema) {
        return copy(workspace
                .client()
                .functions()
                .list(new ListFunctionsRequest()
                        .setCatalogName(catalog)
                        .setSchemaName(schema)
                        .setMaxResults(0L)));
    }

    /** Returns the platform's jobs, or what somebody else has under their name. */
    List<BaseJob> jobs() {
        if (jobs == null) {
            jobs = copy(workspace
                    .client()
                    .jobs()
                    .list(new ListJobsRequest().setName(owner.named("models")).setExpandTasks(true)));
        }
        return jobs;
    }

    /** Returns as whom the platform's job runs. */
    List<String> creatorsOfJobs() {
        return jobs().stream()
                .filter(job -> isOurs(Owner.labelIn(job.getSettings().getDescription())))
                .map(BaseJob::getCreatorUserName)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Returns the workspace's warehouses, whoever made them. */
    List<EndpointInfo> warehouses() {
        if (warehouses == null) {
            warehouses = Warehouses.list(workspace);
        }
        return warehouses;
    }

    /** Returns who may do what on a thing; nobody if it is not there. */
    SortedMap<String, List<String>> grants(Grants grants, String type, String fullName) {
        return held.computeIfAbsent(
                type + " " + fullName,
                none -> Workspace.find(() -> grants.held(type, fullName)).orElseGet(TreeMap::new));
    }

    private boolean isOurs(Optional<Label> label) {
        return label.filter(owner::made).isPresent();
    }

    static <T> List<T> copy(Iterable<T> pages) {
        List<T> all = new ArrayList<>();
        pages.forEach(all::add);
        return all;
    }
}
