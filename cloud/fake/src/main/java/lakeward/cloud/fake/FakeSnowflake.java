package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lakeward.contract.FaultyServer;
import lakeward.contract.FaultyServer.Answer;
import lakeward.contract.FaultyServer.Request;
import lakeward.core.plan.Content;
import lakeward.core.plan.Plan;

/**
 * A Snowflake account as its drivers see it: sign-in, sessions and statements over HTTP. It does what Snowflake's
 * reference says of the few statements that it knows, and refuses all others. It does not remember what was asked twice:
 * a statement that is sent again is done again. Safe for use by many threads.
 */
public final class FakeSnowflake implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "DEPLOYER";
    /** What must be seen nowhere but in {@code connections.toml} and at sign-in. */
    public static final String PASSWORD = "hush-Pässword-5";

    /** The role that signs in, which owns what it makes. */
    public static final String ROLE = "LAKEWARD_DEPLOY";

    private final FakeSnowflakeAccount account;
    private final FaultyServer server = new FaultyServer(this::answer);
    private final Map<String, FakeSnowflakeStatements> sessions = new HashMap<>();
    private final List<String> statements = new ArrayList<>();
    private String refusal = "";
    private String refusalWords = "";
    private int counter;

    /**
     * Starts an account.
     *
     * @param name of organization and account, for example {@code shop-eu}
     */
    public FakeSnowflake(String name) {
        account = new FakeSnowflakeAccount(name);
    }

    /** Returns the server, which can be told to fail. */
    public FaultyServer server() {
        return server;
    }

    /** Returns what stands, as a text; what Snowflake makes up, as external ids, is left out. */
    public String state() {
        return account.toString();
    }

    /** Returns every statement that was sent, in order. */
    public List<String> statements() {
        return List.copyOf(statements);
    }

    /** Does a statement as somebody of this role, beside any session. */
    public void byHand(String role, String sql) {
        try {
            new FakeSnowflakeStatements(account, role).execute(sql);
        } catch (FakeSnowflakeException refused) {
            throw new AssertionError("%s: %s".formatted(sql, refused.getMessage()), refused);
        }
    }

    /** Takes a right on the account from the role that signs in, for example {@code CREATE WAREHOUSE}. */
    public void deny(String right) {
        account.denied.add(right);
    }

    /** Lets no warehouse run: their resource monitor has no credits left. */
    public void exhaust() {
        account.exhausted = true;
    }

    /** Puts the Delta tables into the lake of which a plan wants tables here: Snowflake reads their columns there. */
    public FakeSnowflake withLake(Plan plan) {
        plan.steps().stream()
                .filter(step -> step.id().startsWith("snowflake:table:"))
                .map(step -> step.part().content())
                .forEach(table -> account.logs.put(text(table, "location"), columns(table)));
        return this;
    }

    /** Takes away a Delta table of the lake, as if nobody had written it yet. */
    public void withoutTable(String folder) {
        account.logs.remove(folder);
    }

    private static Map<String, String> columns(Content.Fields table) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (table.get("columns").orElseThrow() instanceof Content.Items items) {
            for (Content item : items.values()) {
                Content.Fields column = (Content.Fields) item;
                columns.put(text(column, "name"), text(column, "type"));
            }
        }
        return columns;
    }

    private static String text(Content.Fields fields, String name) {
        return ((Content.Text) fields.get(name).orElseThrow()).value();
    }

    /** Refuses whoever signs in or is signed in, with a number of Snowflake's, for example 390100, and why. */
    public void refuse(String code, String why) {
        refusal = code;
        refusalWords = why + ".";
    }

    /** Returns the comment of an object of the account. */
    public String comment(String name) {
        return account.all().stream()
                .filter(thing -> thing.name.equals(List.of(name)))
                .map(thing -> thing.value("COMMENT"))
                .findFirst()
                .orElseThrow();
    }

    /** Writes a {@code connections.toml} with which drivers find this account, as connection {@code default}. */
    public void writeConnection(Path home) {
        Path file = home.resolve("connections.toml");
        try {
            Files.createDirectories(home);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, """
                    [default]
                    account = "%s"
                    host = "127.0.0.1"
                    port = "%d"
                    protocol = "http"
                    user = "%s"
                    password = "%s"
                    role = "%s"
                    """.formatted(account.name, server.address().getPort(), USER, PASSWORD, ROLE));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer answer(Request request) throws IOException {
        JsonNode body = request.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(request.body());
        String token = request.headers().getOrDefault("authorization", "").replaceAll(".*Token=\"([^\"]*)\".*", "$1");
        return switch (request.path()) {
            case "/session/v1/login-request" -> signIn(body.path("data"));
            case "/queries/v1/query-request" -> query(token, body);
            case "/session" -> {
                sessions.remove(token);
                yield ok(JSON.createObjectNode());
            }
            case "/session/heartbeat", "/queries/v1/abort-request", "/telemetry/send" -> ok(JSON.createObjectNode());
            default -> new Answer(404, Map.of(), "");
        };
    }

    private Answer signIn(JsonNode data) {
        if (!refusal.isEmpty()) {
            return failed(refusal, "08001", refusalWords, JSON.createObjectNode());
        }
        boolean known = data.path("LOGIN_NAME").asText().equals(USER)
                && data.path("PASSWORD").asText().equals(PASSWORD);
        if (!known) {
            return failed("390100", "08001", "Incorrect username or password was specified.", JSON.createObjectNode());
        }
        String token = "session-" + ++counter;
        sessions.put(token, new FakeSnowflakeStatements(account, ROLE));
        ObjectNode answer = JSON.createObjectNode()
                .put("token", token)
                .put("masterToken", "master-" + counter)
                .put("validityInSeconds", 3600)
                .put("masterValidityInSeconds", 14_400)
                .put("displayUserName", USER)
                .put("serverVersion", "9.0.0")
                .put("sessionId", counter);
        answer.putArray("parameters").addObject().put("name", "AUTOCOMMIT").put("value", true);
        answer.putObject("sessionInfo").put("roleName", ROLE);
        return ok(answer);
    }

    private Answer query(String token, JsonNode body) {
        FakeSnowflakeStatements session = sessions.get(token);
        if (session == null || !refusal.isEmpty()) {
            String code = refusal.isEmpty() ? "390111" : refusal;
            String words = refusal.isEmpty() ? "Session no longer exists. New login required." : refusalWords;
            return failed(code, "08001", words, JSON.createObjectNode());
        }
        String id = "01b0-%08d".formatted(++counter);
        statements.add(body.path("sqlText").asText());
        try {
            return ok(rows(id, session.execute(body.path("sqlText").asText())));
        } catch (FakeSnowflakeException refused) {
            ObjectNode data = JSON.createObjectNode()
                    .put("queryId", id)
                    .put("sqlState", refused.sqlState())
                    .put("errorCode", refused.code());
            return failed(refused.code(), refused.sqlState(), refused.getMessage(), data);
        }
    }

    private static ObjectNode rows(String id, FakeSnowflakeRows rows) {
        ObjectNode data = JSON.createObjectNode();
        data.putArray("parameters");
        ArrayNode types = data.putArray("rowtype");
        for (String column : rows.columns()) {
            types.addObject()
                    .put("name", column)
                    .put("database", "")
                    .put("schema", "")
                    .put("table", "")
                    .put("type", "text")
                    .put("length", 16_777_216)
                    .put("byteLength", 16_777_216)
                    .put("nullable", true);
        }
        ArrayNode set = data.putArray("rowset");
        for (List<String> row : rows.rows()) {
            ArrayNode values = set.addArray();
            row.forEach(values::add);
        }
        return data.put("total", rows.rows().size())
                .put("returned", rows.rows().size())
                .put("queryId", id)
                .put("statementTypeId", 4096)
                .put("version", 1)
                .put("queryResultFormat", "json");
    }

    private static Answer ok(ObjectNode data) {
        return json(JSON.createObjectNode().put("success", true).set("data", data));
    }

    private static Answer failed(String code, String sqlState, String message, ObjectNode data) {
        return json(JSON.createObjectNode()
                .put("success", false)
                .put("code", code)
                .put("sqlState", sqlState)
                .put("message", message)
                .set("data", data));
    }

    private static Answer json(JsonNode body) {
        return new Answer(200, Map.of("content-type", "application/json"), body.toString());
    }
}
