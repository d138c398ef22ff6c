package lakeward.runtime;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lakeward.capture.EmbeddedPostgres;
import lakeward.capture.EmbeddedTraffic;
import lakeward.capture.OwnDatabase;
import lakeward.capture.PostgresSettings;
import lakeward.capture.PostgresSource;
import lakeward.capture.dms.DmsSettings;
import lakeward.capture.dms.DmsSource;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PasswordSource;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Secret;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.Document;
import lakeward.core.port.Source;

/** The databases of a platform: the author's own servers, and those that run in the state directory. */
final class LocalEngines implements Engines, AutoCloseable {
    private static final int LONGEST_SLOT = 63;

    private final String platform;
    private final Placement placement;
    private final Path project;
    private final StateDirectory state;
    private final LocalLake lake;
    private final Clock clock;
    private final Map<String, EmbeddedPostgres> servers = new HashMap<>();
    private final List<EmbeddedTraffic> traffic = new ArrayList<>();

    /** @param lake has notes of databases beside it */
    LocalEngines(
            String platform, Placement placement, Path project, StateDirectory state, LocalLake lake, Clock clock) {
        this.platform = platform;
        this.placement = placement;
        this.project = project;
        this.state = state;
        this.lake = lake;
        this.clock = clock;
    }

    @Override
    public synchronized Source open(Database database) {
        PostgresSettings settings = switch (database.engine()) {
            case POSTGRES -> settings(database);
        };
        URI landing = placement.landings().get(database.name());
        return landing == null
                ? new PostgresSource(settings, database.capture().maxWait())
                : DmsSource.open(DmsSettings.of(database.name()), schemas(database), lake.landing(landing), clock);
    }

    private static Map<SourceTable, TableSchema> schemas(Database database) {
        return database.tables().stream().collect(Collectors.toMap(CapturedTable::source, CapturedTable::schema));
    }

    /** Begins to run the made-up load of a database that has one. */
    synchronized void startTraffic(Database database) {
        database.traffic().ifPresent(load -> traffic.add(EmbeddedTraffic.start(servers.get(database.name()), load)));
    }

    synchronized void stopTraffic() {
        traffic.forEach(EmbeddedTraffic::close);
        traffic.clear();
    }

    @Override
    public synchronized void close() {
        servers.values().forEach(EmbeddedPostgres::close);
        servers.clear();
    }

    private PostgresSettings settings(Database database) {
        String name = slot(database);
        Optional<Document> notes = Optional.of(lake.document("notes-" + database.name()));
        DatabaseServer server = placement.servers().get(database.name());
        if (server != null) {
            return prepared(
                    database,
                    new PostgresSettings(
                            server.host(),
                            server.port(),
                            database.name(),
                            server.user(),
                            server.password(),
                            name,
                            name,
                            server.parameters(),
                            notes));
        }
        return database.url()
                .map(url -> PostgresSettings.of(url, password(database), name, name, notes))
                .orElseGet(() -> server(database).settings(name, name, notes));
    }

    /** Makes the database on its server, and its tables. */
    private PostgresSettings prepared(Database database, PostgresSettings settings) {
        OwnDatabase own = new OwnDatabase(settings);
        own.make();
        database.migrations().ifPresent(folder -> own.migrate(project.resolve(folder)));
        return settings;
    }

    private EmbeddedPostgres server(Database database) {
        EmbeddedPostgres running = servers.get(database.name());
        if (running != null && running.pid().isPresent()) {
            return running;
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(state.database(database.name()), database.name(), 0);
        servers.put(database.name(), server);
        database.migrations().ifPresent(folder -> server.migrate(project.resolve(folder)));
        return server;
    }

    private Secret password(Database database) {
        Secret given = placement.passwords().get(database.name());
        if (given != null) {
            return given;
        }
        PasswordSource source = database.password()
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot open database '%s': the definition does not say where its password comes from. "
                                        .formatted(database.name())
                                + "Add password: {env: NAME} or password: {file: PATH}."));
        if (source instanceof PasswordSource.EnvironmentVariable variable) {
            return Optional.ofNullable(System.getenv(variable.name()))
                    .map(Secret::new)
                    .orElseThrow(() -> new PlatformException(
                            Fault.ENVIRONMENT,
                            "Cannot open database '%s': environment variable %s is not set. Set it to the password."
                                    .formatted(database.name(), variable.name())));
        }
        Path file = project.resolve(((PasswordSource.File) source).path());
        try (var lines = Files.lines(file)) {
            return new Secret(lines.findFirst().orElse(""));
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot open database '%s': its password file %s cannot be read (%s). Correct the path or the file's mode."
                            .formatted(database.name(), file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private String slot(Database database) {
        String of = placement.equals(Placement.LOCAL) ? platform : platform + "_" + placement.target();
        String name = "lakeward_%s_%s"
                .formatted(of, database.name())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_");
        return name.length() <= LONGEST_SLOT ? name : name.substring(0, LONGEST_SLOT);
    }
}
