package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.contract.FaultyServer.Answer;
import lakeward.contract.FaultyServer.Handler;
import lakeward.contract.FaultyServer.Request;

/**
 * A Databricks workspace on AWS, as far as a platform has to do with it: what its REST API takes and refuses, written from
 * its documentation. It keeps what it is told and computes nothing. The first read after a write may tell what was before.
 */
public final class FakeDatabricks implements Handler {
    /** Whose token it knows, the one who applies plans. */
    public static final String APPLIER = "ada@shop.example";

    public static final String TOKEN = "dapi-0123456789abcdef";

    private static final String SOMEBODY_ELSE = "bob@shop.example";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lists that its documentation gives a token for the next page. */
    private static final Set<String> PAGED = Set.of(
            "catalogs",
            "external_locations",
            "functions",
            "jobs",
            "privilege_assignments",
            "results",
            "schemas",
            "storage_credentials",
            "tables",
            "warehouses");

    private record Route(String method, Pattern path, Function<FakeDatabricksCall, JsonNode> answer) {}

    private final List<Route> routes = new ArrayList<>();
    private final FakeDatabricksPeople people = new FakeDatabricksPeople();
    private final FakeDatabricksCatalog catalog = new FakeDatabricksCatalog(people);
    private final FakeDatabricksCompute compute = new FakeDatabricksCompute(catalog.tables(), people);
    private final Set<String> pagedLists = new TreeSet<>();
    private int pageSize = 100;

    public FakeDatabricks() {
        catalog.serve(this::on);
        people.serve(this::on);
        compute.serve(this::on);
    }

    /** Where a part of the workspace says what it answers. */
    interface Routes {
        /** In a path, each {@code *} is a name. */
        void on(String method, String path, Function<FakeDatabricksCall, JsonNode> answer);
    }

    private void on(String method, String path, Function<FakeDatabricksCall, JsonNode> answer) {
        String regex = Pattern.quote(path).replace("*", "\\E([^/]+)\\Q");
        routes.add(new Route(method, Pattern.compile(regex), answer));
    }

    /** Takes a privilege from the one who applies, for example {@code CREATE CATALOG}. */
    public void deny(String privilege) {
        catalog.metastore().deny(privilege);
    }

    /** Leaves the workspace without a metastore. */
    public void removeMetastore() {
        catalog.metastore().remove();
    }

    /** Lets no external engine see what the metastore has. */
    public void closeToExternalEngines() {
        catalog.metastore().closeToExternalEngines();
    }

    /** Lets no role on AWS be assumed. */
    public void distrust() {
        catalog.metastore().distrust();
    }

    /** Lets lists come in pages of so many, with empty ones between. */
    public void page(int size) {
        pageSize = size;
    }

    /** Returns the paths of lists of which there was more than a page. */
    public Set<String> pagedLists() {
        return Set.copyOf(pagedLists);
    }

    /** Makes somebody else the one as whom all jobs run. */
    public void giveJobsTo(String person) {
        compute.giveJobsTo(person);
    }

    /** Changes what jobs are, each as JSON. */
    public void changeJobs(UnaryOperator<String> change) {
        compute.changeJobs(change);
    }

    /** Changes what warehouses are, each as JSON. */
    public void changeWarehouses(UnaryOperator<String> change) {
        compute.changeWarehouses(change);
    }

    /** Returns the id of a warehouse, query, cluster policy or group of a name: the same each time that one is made. */
    public String idOf(String name) {
        return FakeDatabricksCompute.id(name);
    }

    /** Does a call as somebody else, who may do everything. */
    public String bySomebodyElse(String method, String path, String body) {
        try {
            return route(SOMEBODY_ELSE, method, path, "", body).toString();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Returns all that is there, one thing a line; equal states, equal texts. */
    public String state() {
        StringBuilder text = new StringBuilder();
        catalog.describe(text);
        people.describe(text);
        compute.describe(text);
        return text.toString();
    }

    @Override
    public Answer answer(Request request) throws IOException {
        if (request.path().equals("/.well-known/databricks-config")) {
            return new Answer(200, Map.of(), "{}");
        }
        try {
            if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
                throw FakeDatabricksRefusal.unauthenticated();
            }
            JsonNode answer = route(APPLIER, request.method(), request.path(), request.query(), request.body());
            return new Answer(200, Map.of("content-type", "application/json"), answer.toString());
        } catch (FakeDatabricksRefusal refused) {
            ObjectNode body = object().put("error_code", refused.code()).put("message", refused.getMessage());
            return new Answer(refused.status(), Map.of("content-type", "application/json"), body.toString());
        }
    }

    private JsonNode route(String caller, String method, String path, String query, String body) throws IOException {
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (route.method().equals(method) && matcher.matches()) {
                List<String> names = new ArrayList<>();
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    names.add(matcher.group(group));
                }
                ObjectNode fields = body.isBlank() ? object() : (ObjectNode) JSON.readTree(body);
                Map<String, String> parameters = parameters(query);
                return paged(
                        route.answer().apply(new FakeDatabricksCall(caller, names, parameters, fields)),
                        parameters,
                        path);
            }
        }
        throw FakeDatabricksRefusal.absent("Endpoint", method + " " + path);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            parameters.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    /** Cuts a list into pages: "a page may contain zero results while still providing a next_page_token". */
    private JsonNode paged(JsonNode answer, Map<String, String> parameters, String path) {
        if (answer.size() != 1 || !PAGED.contains(answer.fieldNames().next())) {
            return answer;
        }
        String name = answer.fieldNames().next();
        ArrayNode all = (ArrayNode) answer.get(name);
        // Page k is token 2k; token 2k - 1 is an empty page before it.
        int token = Integer.parseInt(parameters.getOrDefault("page_token", "0"));
        boolean isEmptyPage = token % 2 == 1;
        int from = (token + 1) / 2 * pageSize;
        int to = isEmptyPage ? from : Math.min(all.size(), from + pageSize);
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        for (int index = from; index < to; index++) {
            page.add(all.get(index));
        }
        ObjectNode cut = object();
        cut.set(name, page);
        if (isEmptyPage || to < all.size()) {
            cut.put("next_page_token", String.valueOf(token + 1));
            pagedLists.add(path.replaceFirst("/permissions/.*", "/permissions"));
        }
        return cut;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode listed(String name, Iterable<ObjectNode> things) {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray(name);
        things.forEach(list::add);
        return answer;
    }
}
