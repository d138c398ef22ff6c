package lakeward.server;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.KeptLog;
import lakeward.core.port.QueryResult;
import lakeward.observe.StatusBoard;
import lakeward.runtime.LocalPlatform;

/** Serves a platform's console and API on loopback, to whoever has this run's token. */
public final class LakewardServer implements AutoCloseable {
    private static final long MAX_REQUEST_BYTES = 1 << 20;
    private static final Map<String, String> PAGES = Map.of(
            "/", "console.html",
            "/console.js", "console.js",
            "/console.css", "console.css",
            "/icon.svg", "icon.svg");

    private final LocalPlatform platform;
    private final StatusBoard board;
    private final Clock clock;
    private final Path state;
    private final Runnable stop;
    private final Door door = Door.withNewToken();
    private final Javalin javalin;

    /**
     * Starts to serve.
     *
     * @param port where, or 0 for a free one
     * @param state the state directory, where other commands find the way here
     * @param stop what a request to stop does
     */
    public static LakewardServer start(
            LocalPlatform platform, StatusBoard board, Clock clock, int port, Path state, Runnable stop) {
        LakewardServer server = new LakewardServer(platform, board, clock, state, stop);
        try {
            server.javalin.start("127.0.0.1", port);
            server.runFile().write(state);
            return server;
        } catch (IOException | RuntimeException e) {
            server.javalin.stop();
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot serve on 127.0.0.1:%d: %s. Choose another port with --port."
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    private LakewardServer(LocalPlatform platform, StatusBoard board, Clock clock, Path state, Runnable stop) {
        this.platform = platform;
        this.board = board;
        this.clock = clock;
        this.state = state;
        this.stop = stop;
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = MAX_REQUEST_BYTES;
            routes(config.routes);
        });
    }

    /** Returns where it serves, without the token. */
    public String url() {
        return "http://127.0.0.1:" + javalin.port();
    }

    /** Returns where a browser finds the console, with the token. */
    public String consoleUrl() {
        return runFile().consoleUrl();
    }

    private RunFile runFile() {
        return new RunFile(url(), door.token(), ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        javalin.stop();
        try {
            RunFile.delete(state);
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot tidy up %s: %s. Delete run.json there.".formatted(state, e.getMessage()),
                    e);
        }
    }

    private void routes(RoutesConfig routes) {
        routes.before(request -> door.checkHost(request, javalin.port()));
        routes.before("/api/*", door::checkToken);
        routes.after(LakewardServer::hardened);
        PAGES.forEach((path, file) -> routes.get(path, request -> page(request, file)));
        routes.get("/api/status", request -> answer(request, board.status(clock.instant())));
        routes.get("/api/tables", request -> answer(request, new TableList(platform.tables()).tables()));
        routes.get("/api/history", this::history);
        routes.post("/api/query", this::query);
        routes.post("/api/verify", request -> answer(request, platform.verify()));
        routes.post("/api/resnapshot", request -> {
            platform.resnapshot(parameter(request, "table"));
            answer(request, Map.of("done", true));
        });
        routes.post("/api/rebuild", request -> answer(request, platform.rebuild(parameter(request, "table"))));
        routes.post("/api/retry", request -> answer(request, platform.retry(parameter(request, "model"))));
        routes.get("/api/doctor", request -> answer(request, platform.diagnose(parameter(request, "database"))));
        routes.get("/api/schema", request -> answer(request, schemas(parameter(request, "database"))));
        routes.post("/api/detach", request -> {
            platform.detach(parameter(request, "database"));
            answer(request, Map.of("done", true));
        });
        routes.post("/api/stop", request -> {
            answer(request, new Stopping(ProcessHandle.current().pid(), platform.keptLogs()));
            stop.run();
        });
        routes.exception(PlatformException.class, (e, request) -> refuse(request, e.fault(), e.getMessage()));
        routes.exception(
                Exception.class,
                (e, request) -> refuse(
                        request,
                        Fault.BUG,
                        "Cannot answer: %s. This is a defect of Lakeward: report it with the log.".formatted(e)));
        routes.exception(HttpResponseException.class, (e, request) -> {
            request.status(e.getStatus());
            answer(request, new Refusal(Fault.DEFINITION.name(), String.valueOf(e.getMessage())));
        });
    }

    private void history(Context request) {
        TableId table = new TableList(platform.tables()).find(parameter(request, "table"));
        int limit = request.queryParamAsClass("limit", Integer.class).getOrDefault(20);
        answer(request, platform.tables().history(table, limit));
    }

    private Map<String, TableSchema> schemas(String database) {
        Map<String, TableSchema> schemas = new TreeMap<>();
        platform.schemas(database).forEach((table, schema) -> schemas.put(table.toString(), schema));
        return schemas;
    }

    private void query(Context request) throws IOException {
        QueryAnswer format = QueryAnswer.valueOf(request.queryParamAsClass("format", String.class)
                .getOrDefault("json")
                .toUpperCase(Locale.ROOT));
        try (QueryResult result = platform.queries().query(request.body())) {
            request.contentType(format.contentType());
            format.write(result, request.outputStream());
        }
    }

    private static String parameter(Context request, String name) {
        String value = request.queryParam(name);
        if (value == null) {
            throw new BadRequestResponse("Cannot read the request: parameter '%s' is missing.".formatted(name));
        }
        return value;
    }

    private static void answer(Context request, Object value) {
        request.contentType("application/json").result(Json.text(value));
    }

    private static void refuse(Context request, Fault fault, String message) {
        request.status(
                switch (fault) {
                    case DEFINITION -> 400;
                    case ENVIRONMENT -> 503;
                    case ENGINE, BUG -> 500;
                });
        answer(request, new Refusal(fault.name(), message));
    }

    private static void page(Context request, String file) throws IOException {
        try (InputStream in = LakewardServer.class.getResourceAsStream("/lakeward/server/console/" + file)) {
            request.contentType(contentType(file)).result(in.readAllBytes());
        }
    }

    private static String contentType(String file) {
        return switch (file.substring(file.lastIndexOf('.'))) {
            case ".js" -> "text/javascript; charset=utf-8";
            case ".css" -> "text/css; charset=utf-8";
            case ".svg" -> "image/svg+xml";
            default -> "text/html; charset=utf-8";
        };
    }

    private static void hardened(Context request) {
        request.header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        request.header("X-Content-Type-Options", "nosniff");
        request.header("Referrer-Policy", "no-referrer");
        request.header("Cache-Control", "no-store");
    }

    /**
     * A platform that is about to stop.
     *
     * @param kept what its sources hold back for it from now on
     */
    public record Stopping(long pid, List<KeptLog> kept) {}

    /**
     * Why a request was not answered.
     *
     * @param fault whose it is, a name of {@link Fault}
     */
    public record Refusal(String fault, String message) {}
}
