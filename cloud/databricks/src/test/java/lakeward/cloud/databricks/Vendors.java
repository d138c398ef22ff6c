package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.commons.CommonsHttpClient;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lakeward.cloud.fake.FakeDatabricks;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.core.plan.Content;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;

/** A workspace's stand-in, behind the address that the example shop has for it, and what other vendors say of theirs. */
final class Vendors implements AutoCloseable {
    static final String WORKSPACE = "https://shop.cloud.databricks.com";

    private static final Patience IMPATIENT = new Patience(4, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final String ROLE = "arn:aws:iam::111111111111:role/shop-prod-databricks";

    private final List<AssertionError> wrongs = new ArrayList<>();
    private final List<FaultyServer.Request> requests = new ArrayList<>();
    private Runnable afterEachCall = () -> {};

    final FakeDatabricks databricks = new FakeDatabricks();
    final FaultyServer server = new FaultyServer(request -> {
        requests.add(request);
        FaultyServer.Answer answer = databricks.answer(request);
        try {
            afterEachCall.run();
        } catch (AssertionError wrong) {
            wrongs.add(wrong);
        }
        return answer;
    });

    /**
     * Leads to the stand-in what is sent to a workspace, but for what the SDK asks to learn where one signs in: it has tries of
     * its own for that, of seconds.
     */
    private record Led(HttpClient http, URI to) implements HttpClient {
        @Override
        public Response execute(Request request) throws IOException {
            if (request.getUrl().contains("/.well-known/")) {
                throw new IOException("nothing is known here");
            }
            URI from = request.getUri();
            String path = request.getUrl().substring(request.getUrl().indexOf(from.getRawPath()));
            return http.execute(request.withUrl(to + path));
        }
    }

    /** Returns the small shop whose role {@code oncall} sees some of a model's rows, and not how much is in them. */
    static Shop shop(String condition) {
        return Shop.guarded("order_status_now", "value", condition).small();
    }

    /** Returns what the workspace was asked, in order. */
    List<FaultyServer.Request> requests() {
        return List.copyOf(requests);
    }

    /** Has something checked after each call that the workspace answers; closing tells what was wrong. */
    void afterEachCall(Runnable check) {
        afterEachCall = check;
    }

    /** Runs a statement as somebody else, who may do everything. */
    void byHand(String sql) {
        String warehouse = Content.empty()
                .with("warehouse_id", databricks.idOf("shop-prod-models"))
                .with("statement", sql)
                .toJson();
        String answer = databricks.bySomebodyElse("POST", "/api/2.0/sql/statements", warehouse);
        if (!answer.contains("SUCCEEDED")) {
            throw new AssertionError(answer);
        }
    }

    DatabricksProvider open() {
        return open(FakeDatabricks.TOKEN);
    }

    DatabricksProvider open(String token) {
        return DatabricksProvider.open(
                "shop", "prod", WORKSPACE, config().setHost(WORKSPACE).setToken(token), IMPATIENT);
    }

    DatabricksConfig config() {
        return new DatabricksConfig()
                .setHttpClient(new Led(
                        new CommonsHttpClient.Builder().withTimeoutSeconds(10).build(), server.address()));
    }

    /** Stands for AWS. */
    static String output(String part, String name) {
        if (part.equals("aws:guest:databricks") && name.equals("arn")) {
            return ROLE;
        }
        throw new AssertionError("no output %s of %s".formatted(name, part));
    }

    /** Does Databricks' steps of a plan, in its order. */
    void apply(Plan plan) {
        apply(plan.steps());
    }

    void apply(List<Step> steps) {
        try (DatabricksProvider provider = open()) {
            for (Step step : steps) {
                if (step.part().site().vendor() == Vendor.DATABRICKS) {
                    provider.apply(
                            step,
                            (part, name) -> part.startsWith("aws:") ? output(part, name) : provider.output(part, name));
                }
            }
        }
    }

    Standing standing() {
        try (DatabricksProvider provider = open()) {
            return provider.standing();
        }
    }

    @Override
    public void close() {
        server.close();
        assertThat(wrongs).isEmpty();
    }
}
