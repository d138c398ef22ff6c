package lakeward.cloud.cloudformation;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * What stacks cannot do in an organization: tell its root, and move an account into a unit. Three calls, signed by the SDK and
 * otherwise written here, for the SDK's own module of them weighs a hundred times as much.
 */
final class Organization {
    /** The part of a plan that is the unit of its accounts. */
    static final String UNIT = "aws:unit";

    private static final URI SERVICE = URI.create("https://organizations.us-east-1.amazonaws.com");

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final URI address;

    Organization(SdkHttpClient http, AwsCredentialsProvider credentials, Optional<URI> endpoint) {
        this.http = http;
        this.credentials = credentials;
        this.address = endpoint.orElse(SERVICE);
    }

    /** Returns the root's id, for example {@code r-1a2b}. */
    String root() {
        return first(call("ListRoots", Content.empty()), "Roots");
    }

    /** Moves accounts into a unit, those that are elsewhere. */
    void move(List<String> members, String unit) {
        for (String member : members) {
            String parent = first(call("ListParents", Content.empty().with("ChildId", member)), "Parents");
            if (!parent.equals(unit)) {
                call(
                        "MoveAccount",
                        Content.empty()
                                .with("AccountId", member)
                                .with("SourceParentId", parent)
                                .with("DestinationParentId", unit));
            }
        }
    }

    /** Moves whatever accounts a unit has to the root: only an empty one can go. */
    void empty(String unit) {
        Fields members =
                call("ListChildren", Content.empty().with("ParentId", unit).with("ChildType", "ACCOUNT"));
        List<String> accounts = ((Items) members.get("Children").orElseThrow())
                .values().stream()
                        .map(child -> ((Text) ((Fields) child).get("Id").orElseThrow()).value())
                        .toList();
        if (!accounts.isEmpty()) {
            move(accounts, root());
        }
    }

    private static String first(Fields answer, String list) {
        Fields first =
                (Fields) ((Items) answer.get(list).orElseThrow()).values().get(0);
        return ((Text) first.get("Id").orElseThrow()).value();
    }

    private Fields call(String action, Fields body) {
        ContentStreamProvider content = ContentStreamProvider.fromUtf8String(body.toJson());
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(address)
                .encodedPath("/")
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "AWSOrganizationsV20161128." + action)
                .build();
        try {
            SignedRequest signed = AwsV4HttpSigner.create()
                    .sign(which -> which.identity(credentials.resolveCredentials())
                            .request(request)
                            .payload(content)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "organizations")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
            HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(content)
                            .build())
                    .call();
            String text = response.responseBody().isEmpty()
                    ? ""
                    : new String(response.responseBody().get().readAllBytes(), StandardCharsets.UTF_8);
            int status = response.httpResponse().statusCode();
            if (status != 200) {
                throw refused(action, "AWS answers %d: %s".formatted(status, text.strip()));
            }
            return text.isBlank() ? Content.empty() : (Fields) Content.parse(text);
        } catch (IOException failed) {
            throw refused(action, String.valueOf(failed.getMessage()));
        }
    }

    private static PlatformException refused(String action, String why) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot call %s of AWS Organizations: %s. Look at the rights of your credentials in the management account, then apply again."
                        .formatted(action, why));
    }
}
