package lakeward.cloud.databricks;

import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.commons.CommonsHttpClient;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import lakeward.cloud.fake.FakeDatabricks;
import lakeward.contract.FaultyServer;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;

/** A workspace's stand-in, behind the address that the example shop has for it, and what other vendors say of theirs. */
final class Vendors implements AutoCloseable {
    static final String WORKSPACE = "https://shop.cloud.databricks.com";

    private static final Patience IMPATIENT = new Patience(4, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final String ROLE = "arn:aws:iam::111111111111:role/shop-prod-databricks";

    final FakeDatabricks databricks = new FakeDatabricks();
    final FaultyServer server = new FaultyServer(databricks);

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
        if (part.equals("aws:role:databricks") && name.equals("arn")) {
            return ROLE;
        }
        throw new AssertionError("no output %s of %s".formatted(name, part));
    }

    /** Does Databricks' steps of a plan, in its order. */
    void apply(Plan plan) {
        try (DatabricksProvider provider = open()) {
            for (Step step : plan.steps()) {
                if (step.part().site().vendor() == Vendor.DATABRICKS) {
                    provider.apply(
                            List.of(step),
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
    }
}
