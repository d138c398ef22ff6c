package lakeward.cloud.snowflake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import lakeward.core.plan.Action;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;

/**
 * A platform's parts in a Snowflake account, made over JDBC. Credentials are those of the driver's own
 * {@code connections.toml}: connection {@code default}, or what SNOWFLAKE_DEFAULT_CONNECTION_NAME names.
 *
 * <p>Each part is one object, and its marker stands in the object's comment. What others made is never changed.
 */
public final class SnowflakeProvider implements Provider {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String platform;
    private final String target;
    private final Session session;
    private final Inventory inventory;
    private final References references;
    private final Told told;
    private final Maker maker;

    /** Makes one; nothing is asked of Snowflake yet. */
    public SnowflakeProvider(String platform, String target, String account) {
        this(platform, target, account, PATIENCE);
    }

    /**
     * Makes one with less patience.
     *
     * @param patience how long a vendor that does not answer is asked again for each statement, whole seconds
     */
    SnowflakeProvider(String platform, String target, String account, Duration patience) {
        this.platform = platform;
        this.target = target;
        this.session = new Session(account, patience);
        this.inventory = new Inventory(session, platform, target);
        this.references = new References(session, inventory);
        this.told = new Told(session, references);
        this.maker = new Maker(session, inventory, references, told);
    }

    @Override
    public Vendor vendor() {
        return Vendor.SNOWFLAKE;
    }

    @Override
    public Standing standing() {
        List<Found> ours = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            inventory.forget(kind);
        }
        for (Kind kind : Kind.values()) {
            inventory.of(kind).stream()
                    .filter(inventory::isOurs)
                    .filter(found -> !found.label().orElseThrow().left())
                    .forEach(ours::add);
        }
        Map<String, Stood> stood = new HashMap<>();
        Map<Found, SortedMap<String, String>> now = told.of(ours);
        for (Found found : ours) {
            Label label = found.label().orElseThrow();
            Content is = Told.content(now.get(found));
            // After a death there may be a policy and the one that takes its place: one of them is to go.
            boolean isSecond = stood.containsKey(label.marker().part());
            stood.put(label.marker().part(), isSecond ? label.changed(is) : label.stood(is));
        }
        return new Standing(stood);
    }

    /** Before anything is made anywhere, conditions that Snowflake cannot say are refused. */
    @Override
    public List<Batch> batches(Plan plan) {
        plan.steps().stream()
                .filter(step -> step.part().site().vendor() == Vendor.SNOWFLAKE && step.action() != Action.DELETE)
                .flatMap(step -> Blueprint.conditions(step.part()))
                .forEach(Condition::of);
        return Batch.ofEach(plan, Vendor.SNOWFLAKE, this::apply);
    }

    void apply(Step step, Outputs outputs) {
        switch (step.action()) {
            case NOTHING -> {}
            case CREATE, CHANGE -> make(step, outputs);
            case REPLACE -> {
                maker.remove(step.part());
                make(step, outputs);
            }
            case DELETE -> maker.remove(step.part());
            case LEAVE -> maker.leave(step.part());
        }
    }

    private void make(Step step, Outputs outputs) {
        Marker marker = new Marker(platform, target, step.id(), Stood.of(step.part()));
        maker.make(step.part(), marker, Blueprint.of(step.part(), outputs));
    }

    @Override
    public String output(String part, String name) {
        Kind kind = Kind.of(part);
        List<Found> found = inventory.ofPart(kind, part);
        if (found.isEmpty()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot tell %s of %s: Snowflake account %s has no such part. Make it first."
                            .formatted(name, part, session.account()));
        }
        return told.output(found.get(0), name)
                .orElseThrow(() -> new PlatformException(
                        Fault.BUG,
                        "Cannot tell %s of %s: Snowflake chooses no such value. Ask for identity or external-id of a volume or storage integration."
                                .formatted(name, part)));
    }

    @Override
    public void close() {
        session.close();
    }
}
