package lakeward.runtime;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;
import lakeward.core.port.Finding;
import lakeward.core.port.KeptLog;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.Source;
import lakeward.core.port.TableStore;

/** A platform running on this machine, in this process. Safe for use by many threads. */
public final class LocalPlatform implements AutoCloseable {
    private final Platform platform;
    private final Placement placement;
    private final LocalLake lake;
    private final LocalEngines engines;
    private final List<DatabasePipeline> pipelines = new ArrayList<>();
    private final List<CutPublisher> publishers = new ArrayList<>();
    private final CutWatch watch;
    private final ModelScheduler scheduler;
    private final Caretaker caretaker;
    private final Clock clock;
    private final Consumer<Event> events;

    /**
     * Prepares a platform; nothing runs yet.
     *
     * @param project the folder of the definition
     * @param state a folder this process owns
     * @param placement which of the platform's work this process does, and where
     * @param events hears of everything that happens, from many threads; it must be quick
     */
    public LocalPlatform(
            Platform platform,
            Path project,
            StateDirectory state,
            Placement placement,
            Clock clock,
            Consumer<Event> events) {
        this.platform = placement.work().of(platform);
        this.placement = placement;
        this.clock = clock;
        this.events = events;
        this.lake = LocalLake.open(state, placement.lake(), platform.lake(), clock);
        this.engines = new LocalEngines(platform.name(), placement, project, state, lake, clock);
        this.scheduler = new ModelScheduler(
                this.platform.models(), platform.databases().size(), lake.models(), lake.tables(), clock, events);
        this.platform.databases().forEach(database -> pipelines.add(pipeline(database)));
        this.watch = new CutWatch(elsewhere(platform), scheduler::offer, clock, events);
        this.caretaker = new Caretaker(lake.tables(), this::ownTables, pipelines, clock, events);
    }

    private DatabasePipeline pipeline(Database database) {
        return new DatabasePipeline(
                database,
                engines,
                lake.captures(),
                lake.tables(),
                new StoppedTables(lake.document("stopped-" + database.name())),
                clock,
                events,
                receiver(database));
    }

    /** Returns who takes a database's cuts: models of this process, or those of another. */
    private Consumer<Cut> receiver(Database database) {
        if (placement.work() instanceof Work.Whole) {
            return scheduler::offer;
        }
        CutPublisher publisher = new CutPublisher(shared(database), clock, events);
        publishers.add(publisher);
        return publisher;
    }

    /** Returns where cuts of databases are that only others capture. */
    private Map<String, SharedCut> elsewhere(Platform whole) {
        return placement.work() instanceof Work.Models
                ? whole.databases().stream().collect(Collectors.toMap(Database::name, this::shared))
                : Map.of();
    }

    private SharedCut shared(Database database) {
        return new SharedCut(lake.document(SharedCut.name(database.name())));
    }

    /** A table has one process that looks after it. */
    private Collection<TableId> ownTables() {
        if (placement.work() instanceof Work.Capture) {
            return pipelines.stream()
                    .flatMap(pipeline -> pipeline.tables().stream())
                    .flatMap(table -> Stream.of(table.raw(), table.processed()))
                    .toList();
        }
        boolean all = placement.work() instanceof Work.Whole;
        return lake.tables().tables().stream()
                .filter(table -> all || table.zone() == Zone.CURATED || table.zone() == Zone.QUARANTINE)
                .toList();
    }

    /**
     * Opens every database and begins to move data; returns when all are being followed.
     *
     * @throws PlatformException if a database can't be captured as it is
     */
    public void start() {
        startCapture();
        startModels();
        caretaker.start(placement.lake().lookEvery());
        platform.databases().forEach(engines::startTraffic);
    }

    /** Begins this process's work as soon as what it needs is there, and goes on trying until then. */
    public void serve() {
        opened();
        pipelines.forEach(DatabasePipeline::begin);
        startModels();
        caretaker.start(placement.lake().lookEvery());
    }

    /** Opens every database and begins to capture, without models, upkeep and made-up traffic. */
    public void startCapture() {
        opened();
        pipelines.forEach(DatabasePipeline::start);
    }

    private void opened() {
        events.accept(new Event.Opened(clock.instant(), platform.name(), placement.target()));
    }

    /** Begins to run models on what is captured. */
    public void startModels() {
        scheduler.start();
        watch.start();
    }

    /** Returns what stands in the way of capturing a database, and what is well. */
    public List<Finding> diagnose(String database) {
        Database found = database(database);
        return with(
                found,
                source -> source.diagnose(
                        found.tables().stream().map(CapturedTable::source).toList()));
    }

    /** Returns a database's tables as they stand there now. */
    public Map<SourceTable, TableSchema> schemas(String database) {
        return with(database(database), source -> source.schemas(List.of()));
    }

    /**
     * Makes a database forget us.
     *
     * @throws PlatformException if it is being followed
     */
    public void detach(String database) {
        Database found = database(database);
        if (pipelines.stream().anyMatch(pipeline -> pipeline.name().equals(database) && pipeline.isFollowing())) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot detach '%s': it is being followed. Stop the platform first, with `lakeward down`."
                            .formatted(database));
        }
        pipelines.stream().filter(pipeline -> pipeline.name().equals(database)).forEach(DatabasePipeline::forgotten);
        with(found, source -> {
            source.detach();
            return true;
        });
    }

    public Platform platform() {
        return platform;
    }

    public TableStore tables() {
        return lake.tables();
    }

    public QueryEngine queries() {
        return lake.queries();
    }

    /** Compares every captured table with its source while writing goes on. */
    public List<Comparison> verify() {
        List<Comparison> found = new ArrayList<>();
        for (DatabasePipeline pipeline : pipelines) {
            found.add(new Verifier(pipeline, lake.comparer(), clock, events).compare());
        }
        return found;
    }

    /** Reads a captured table whole once more while the others go on; returns when it is done. */
    public void resnapshot(String name) {
        CapturedTable table = captured(name);
        pipeline(table).resnapshot(table);
    }

    /** Makes a processed table anew from raw. */
    public TableVersion rebuild(String name) {
        CapturedTable table = captured(name);
        return pipeline(table).rebuild(table);
    }

    /**
     * Has a model run again, and returns the version it made.
     *
     * @throws PlatformException if it can't; the message says why
     */
    public TableVersion retry(String name) {
        Model model = platform.models().stream()
                .filter(each -> List.of(each.name(), each.table().toString()).contains(name))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot find model '%s': there are %s."
                                .formatted(
                                        name,
                                        platform.models().stream()
                                                .map(Model::name)
                                                .toList())));
        try {
            return scheduler.demand(model).join();
        } catch (CompletionException e) {
            throw Threads.unwrapped(e);
        }
    }

    /** Returns what each source holds back for us now. */
    public List<KeptLog> keptLogs() {
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.keptLog().stream())
                .toList();
    }

    /** Stops in the order in which data flows; what is committed stays, the rest comes again. */
    @Override
    public void close() {
        engines.stopTraffic();
        pipelines.forEach(DatabasePipeline::close);
        publishers.forEach(CutPublisher::close);
        watch.close();
        scheduler.close();
        caretaker.close();
        engines.close();
        lake.close();
        events.accept(new Event.Closed(clock.instant()));
    }

    private <T> T with(Database database, Function<Source, T> work) {
        try (Source source = engines.open(database)) {
            return work.apply(source);
        }
    }

    private Database database(String name) {
        return platform.databases().stream()
                .filter(database -> database.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot find database '%s': there are %s."
                                .formatted(
                                        name,
                                        platform.databases().stream()
                                                .map(Database::name)
                                                .toList())));
    }

    private CapturedTable captured(String name) {
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.tables().stream())
                .filter(table -> List.of(
                                table.toString(),
                                table.name(),
                                table.processed().toString(),
                                table.raw().toString())
                        .contains(name))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot find captured table '%s': there are %s."
                                .formatted(
                                        name,
                                        platform.databases().stream()
                                                .flatMap(database -> database.tables().stream())
                                                .map(CapturedTable::toString)
                                                .toList())));
    }

    private DatabasePipeline pipeline(CapturedTable table) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equals(table.database()))
                .findFirst()
                .orElseThrow();
    }
}
