package lakeward.cloud.image;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;

/**
 * Who we are to registries: to ECR whom AWS's credentials are of, to any other whom the Docker configuration names.
 *
 * @param endpoint of AWS's services, or empty for AWS itself
 */
record Logins(AwsCredentialsProvider credentials, Optional<URI> endpoint) {
    /** For example {@code 111111111111.dkr.ecr.eu-west-1.amazonaws.com}. */
    private static final Pattern ECR =
            Pattern.compile("\\d{12}\\.dkr\\.ecr(-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?");

    static boolean isEcr(String registry) {
        return ECR.matcher(registry).matches();
    }

    /** Returns who may push to a registry or pull from it, or empty if nobody is known there. */
    Optional<Credential> to(ImageReference image) throws CredentialRetrievalException {
        Matcher ecr = ECR.matcher(image.getRegistry());
        return ecr.matches()
                ? Optional.of(ecr(Region.of(ecr.group(2))))
                : CredentialRetrieverFactory.forImage(image, ignored -> {})
                        .dockerConfig()
                        .retrieve();
    }

    private Credential ecr(Region region) {
        try (EcrClient client = EcrClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(region)
                .credentialsProvider(credentials)
                .applyMutation(builder -> endpoint.ifPresent(builder::endpointOverride))
                .build()) {
            String token = client.getAuthorizationToken(request -> {})
                    .authorizationData()
                    .get(0)
                    .authorizationToken();
            String[] sides = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split(":", 2);
            return Credential.from(sides[0], sides[1]);
        }
    }
}
