package lakeward.cloud.databricks;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.commons.CommonsHttpClient;
import com.databricks.sdk.core.error.platform.NotFound;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.service.iam.MeRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The planned workspace, spoken to through Databricks' SDK and with whatever credentials its chain finds. */
final class Workspace {
    /** How often a part is begun again when an answer was lost on the way; each call in it has its own patience. */
    private static final int BEGINNINGS = 3;

    private static final Set<Integer> MAY_BE_DONE = Set.of(500, 502, 504);

    private final String address;
    private final Patience patience;
    private final WorkspaceClient client;
    private String me;

    private Workspace(String address, Patience patience, WorkspaceClient client) {
        this.address = address;
        this.patience = patience;
        this.client = client;
    }

    /**
     * Opens the workspace; asks it nothing but where one signs in.
     *
     * @param found what the SDK reads its chain into: nothing set, but in tests
     * @throws lakeward.core.platform.PlatformException if the credentials are for another one, or there are none
     */
    static Workspace open(String address, DatabricksConfig found, Patience patience) {
        HttpClient http = Optional.ofNullable(found.getHttpClient())
                .orElseGet(() ->
                        new CommonsHttpClient.Builder().withTimeoutSeconds(60).build());
        DatabricksConfig config =
                found.setHttpClient(new PatientHttp(http, patience)).setDisableRetries(true);
        try {
            config.resolve();
            if (config.getHost() == null) {
                config.setHost(address).resolve();
            } else if (!sameHost(config.getHost(), address)) {
                throw Refusal.ofOtherWorkspace(address, config.getHost());
            }
            config.authenticate();
            return new Workspace(address, patience, new WorkspaceClient(config));
        } catch (DatabricksException e) {
            throw Refusal.ofCredentials(address, e);
        }
    }

    private static boolean sameHost(String one, String other) {
        return host(one).equalsIgnoreCase(host(other));
    }

    private static String host(String address) {
        return Optional.ofNullable(URI.create(address).getHost()).orElse(address);
    }

    WorkspaceClient client() {
        return client;
    }

    String address() {
        return address;
    }

    /** Returns the name of whoever applies. */
    String me() {
        if (me == null) {
            me = client.currentUser().me(new MeRequest()).getUserName();
        }
        return me;
    }

    /**
     * Does what can be begun again, and begins again where nobody knows whether a call of it was done.
     *
     * @param doing for errors, for example {@code make catalog shop}
     */
    <T> T doing(String doing, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (DatabricksException e) {
                if (attempt == BEGINNINGS || !mayBeDone(e)) {
                    throw Refusal.of(doing, address, e);
                }
                patience.waitAfter(attempt);
            }
        }
    }

    private static boolean mayBeDone(DatabricksException e) {
        return e instanceof DatabricksError error
                && ("IO_ERROR".equals(error.getErrorCode()) || MAY_BE_DONE.contains(error.getStatusCode()));
    }

    /** Returns what a look gives, or empty if there is nothing by that name. */
    static <T> Optional<T> find(Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (NotFound absent) {
            // Without a metastore nothing is found either, but not because it is absent.
            if (Refusal.isWithoutMetastore(absent)) {
                throw absent;
            }
            return Optional.empty();
        }
    }

    /** Waits until the workspace tells what was written: its reads may lag. Goes on when it does not in time. */
    void await(BooleanSupplier told) {
        await(told, patience.tries());
    }

    /** Does so for what may as well never be. */
    void awaitShortly(BooleanSupplier told) {
        await(told, BEGINNINGS);
    }

    private void await(BooleanSupplier told, int tries) {
        for (int attempt = 1; attempt <= tries && !told.getAsBoolean(); attempt++) {
            patience.waitAfter(attempt);
        }
    }

    /** Makes a call that the SDK has no method for. */
    <T> T call(String method, String path, Object body, Class<T> answer) {
        try {
            Request request = body == null
                    ? new Request(method, path)
                    : new Request(method, path, client.apiClient().serialize(body));
            request.withHeader("Accept", "application/json");
            if (body != null) {
                request.withHeader("Content-Type", "application/json");
            }
            return client.apiClient().execute(request, answer);
        } catch (IOException e) {
            throw new DatabricksException("IO error: " + e.getMessage(), e);
        }
    }
}
