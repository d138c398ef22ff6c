package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.jobs.CreateResponse;
import com.databricks.sdk.service.jobs.CronSchedule;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.PauseStatus;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.jobs.SqlTask;
import com.databricks.sdk.service.jobs.SqlTaskQuery;
import com.databricks.sdk.service.jobs.Task;
import com.databricks.sdk.service.jobs.TaskDependency;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** The job that runs the models' queries in their order, from time to time. Its description, of up to 27,700 characters, is its label. */
final class Jobs extends Kind<Jobs.Job> {
    private static final int MINUTES_AN_HOUR = 60;
    private static final int HOURS_A_DAY = 24;

    /**
     * A job as it stands.
     *
     * @param models by the id of the query that computes them
     */
    record Job(long id, JobSettings settings, Map<String, String> models, Optional<String> warehouse) {}

    private final Warehouses warehouses;

    Jobs(Owner owner, Workspace workspace, Warehouses warehouses) {
        super(owner, workspace);
        this.warehouses = warehouses;
    }

    @Override
    boolean makes(String part) {
        return part.equals("databricks:pipeline");
    }

    @Override
    String named(Part part) {
        return "job " + Values.of(part).text("name");
    }

    @Override
    List<Job> all(Inventory inventory) {
        return inventory.jobs().stream()
                .map(job -> new Job(job.getJobId(), job.getSettings(), models(inventory), warehouses.id(inventory)))
                .toList();
    }

    /** Names of jobs are nobody's own: one of somebody else does not stand in the way. */
    @Override
    Optional<Job> look(Part part) {
        return found(new Inventory(owner, workspace)).stream().map(Found::thing).findFirst();
    }

    private static Map<String, String> models(Inventory inventory) {
        Map<String, String> models = new TreeMap<>();
        for (TableInfo table : inventory.tables()) {
            Models.queryId(table).ifPresent(id -> models.put(id, table.getName()));
        }
        return models;
    }

    @Override
    Optional<Label> label(Job job) {
        return Owner.labelIn(job.settings().getDescription());
    }

    @Override
    Content properties(Job job) {
        CronSchedule schedule = Objects.requireNonNullElseGet(job.settings().getSchedule(), CronSchedule::new);
        Collection<Task> tasks = Objects.requireNonNullElse(job.settings().getTasks(), List.of());
        return properties(
                schedule.getPauseStatus() == PauseStatus.PAUSED ? "paused" : schedule.getQuartzCronExpression(),
                new Items(tasks.stream()
                        .map(task -> Jobs.task(
                                model(task, job),
                                Objects.requireNonNullElse(task.getDependsOn(), List.<TaskDependency>of()).stream()
                                        .map(TaskDependency::getTaskKey)
                                        .toList()))
                        .toList()));
    }

    /** Returns the model that a task computes, as long as it computes one, on the platform's warehouse. */
    private static String model(Task task, Job job) {
        return Optional.ofNullable(task.getSqlTask())
                .filter(sql -> job.warehouse().equals(Optional.ofNullable(sql.getWarehouseId())))
                .map(SqlTask::getQuery)
                .map(SqlTaskQuery::getQueryId)
                .map(job.models()::get)
                .orElse("none");
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        Values values = Values.of(part);
        return properties(
                cron(values.figure("every-minutes")),
                new Items(values.list("models").stream()
                        .map(model -> Jobs.task(Names.kept(model.text("name")), model.texts("after")))
                        .toList()));
    }

    private static Content task(String model, List<String> after) {
        return Content.empty().with("model", model).with("after", after);
    }

    private static Content properties(String when, Items tasks) {
        return Content.empty()
                .with("when", Objects.requireNonNullElse(when, "never"))
                .with("tasks", tasks);
    }

    /** Returns Quartz's way to say a period; one that divides no hour or day begins anew with each. */
    static String cron(long minutes) {
        long hours = minutes / MINUTES_AN_HOUR;
        if (hours == 0) {
            return "0 0/%d * * * ?".formatted(minutes);
        }
        return hours < HOURS_A_DAY ? "0 0 0/%d * * ?".formatted(hours) : "0 0 0 * * ?";
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        workspace.call("POST", "/api/2.2/jobs/create", settings(part, label), CreateResponse.class);
    }

    @Override
    void change(Job job, Part part, Label label, Outputs outputs) {
        workspace.client().jobs().reset(new ResetJob().setJobId(job.id()).setNewSettings(settings(part, label)));
    }

    private JobSettings settings(Part part, Label label) {
        Values values = Values.of(part);
        Inventory inventory = new Inventory(owner, workspace);
        Map<String, String> queries = new TreeMap<>();
        models(inventory).forEach((id, model) -> queries.put(model, id));
        String warehouse = warehouses.id(inventory).orElse("");
        return new JobSettings()
                .setName(values.text("name"))
                .setDescription(Owner.text(label))
                .setMaxConcurrentRuns(1L)
                .setSchedule(new CronSchedule()
                        .setQuartzCronExpression(cron(values.figure("every-minutes")))
                        .setTimezoneId("UTC")
                        .setPauseStatus(PauseStatus.UNPAUSED))
                .setTasks(values.list("models").stream()
                        .map(model -> new Task()
                                .setTaskKey(model.text("name"))
                                .setDependsOn(model.texts("after").stream()
                                        .map(after -> new TaskDependency().setTaskKey(after))
                                        .toList())
                                .setSqlTask(new SqlTask()
                                        .setWarehouseId(warehouse)
                                        .setQuery(new SqlTaskQuery()
                                                .setQueryId(queries.get(Names.kept(model.text("name")))))))
                        .toList());
    }

    @Override
    void delete(Job job) {
        workspace.client().jobs().delete(job.id());
    }

    @Override
    boolean isTold(Job job) {
        return Workspace.find(() -> workspace.client().jobs().get(job.id())).isPresent();
    }
}
