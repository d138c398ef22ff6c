package lakeward.cloud.cloudformation;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lakeward.core.plan.Site;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Clients for the accounts of a plan. Credentials are those of the SDK's own chain: they are somebody's in one account, and
 * in another they take a role that its organization made there.
 */
final class Accounts implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final String role;
    private final Region home;
    private final Optional<URI> endpoint;
    private final Patience patience;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(10))
            .socketTimeout(Duration.ofSeconds(60))
            .build();
    private final AwsCredentialsProvider chain =
            DefaultCredentialsProvider.builder().build();
    private final Map<Site, CloudFormationClient> stacks = new HashMap<>();
    private final Map<Site, S3Client> objects = new HashMap<>();
    private final Map<String, AwsCredentialsProvider> credentials = new HashMap<>();
    private Optional<String> own = Optional.empty();

    /**
     * @param role what is taken in an account that is not the credentials' own
     * @param home where what has no region is asked for
     * @param endpoint of all services, or empty for AWS itself
     */
    Accounts(String role, String home, Optional<URI> endpoint, Patience patience) {
        this.role = role;
        this.home = Region.of(home);
        this.endpoint = endpoint;
        this.patience = patience;
    }

    CloudFormationClient stacks(Site site) {
        return stacks.computeIfAbsent(
                site,
                at -> build(CloudFormationClient.builder().httpClient(http), at).build());
    }

    S3Client objects(Site site) {
        return objects.computeIfAbsent(
                site,
                at -> build(S3Client.builder().httpClient(http).forcePathStyle(endpoint.isPresent()), at)
                        .build());
    }

    /** Returns the organization that an account governs. */
    Organization organization(Site management) {
        return new Organization(http, credentials(management.account().orElseThrow()), endpoint);
    }

    /** Returns the region where stacks of a site stand. */
    String region(Site site) {
        return site.region().orElse(home.id());
    }

    private <B extends AwsClientBuilder<B, ?>> B build(B builder, Site site) {
        return configured(builder, Region.of(region(site)))
                .credentialsProvider(credentials(site.account().orElseThrow()));
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder, Region region) {
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(region)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(StandardRetryStrategy.builder()
                                .maxAttempts(patience.tries())
                                .circuitBreakerEnabled(false)
                                .backoffStrategy(BackoffStrategy.exponentialDelay(
                                        patience.pause().dividedBy(8).plusMillis(1), LONGEST_PAUSE))
                                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(
                                        patience.pause().dividedBy(4).plusMillis(1), LONGEST_PAUSE))
                                .retryOnException(Failures::isWorthAnotherTry)
                                .build())
                        .build());
    }

    /** Returns whoever we are in an account. */
    AwsCredentialsProvider credentials(String account) {
        return credentials.computeIfAbsent(account, this::find);
    }

    private AwsCredentialsProvider find(String account) {
        if (own.isEmpty()) {
            own = Optional.of(account(chain));
        }
        if (own.get().equals(account)) {
            return chain;
        }
        AwsCredentialsProvider taken = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(chain))
                .refreshRequest(request -> request.roleArn("arn:aws:iam::%s:role/%s".formatted(account, role))
                        .roleSessionName("lakeward"))
                .build();
        String reached;
        try {
            reached = account(taken);
        } catch (PlatformException refused) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot reach AWS account %s: your credentials are of account %s, and could not take role %s there (%s). Take credentials of account %s, or name a role that you may take in LAKEWARD_AWS_ROLE."
                            .formatted(account, own.get(), role, refused.getMessage(), account),
                    refused);
        }
        if (!reached.equals(account)) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot work in AWS account %s: role %s led to account %s. Correct LAKEWARD_AWS_ROLE, or targets in the definition."
                            .formatted(account, role, reached));
        }
        return taken;
    }

    private String account(AwsCredentialsProvider who) {
        try (StsClient sts = sts(who)) {
            return Failures.told(
                    "ask AWS whose credentials these are",
                    () -> sts.getCallerIdentity().account());
        }
    }

    private StsClient sts(AwsCredentialsProvider who) {
        return configured(StsClient.builder().httpClient(http), home)
                .credentialsProvider(who)
                .build();
    }

    @Override
    public void close() {
        stacks.values().forEach(CloudFormationClient::close);
        objects.values().forEach(S3Client::close);
        http.close();
    }
}
