package lakeward.lake.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;
import lakeward.core.port.Document;
import lakeward.core.port.Landing;
import lakeward.lake.files.LakeFiles;
import lakeward.lake.files.TableFiles;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** A lake in S3, or in a store that speaks its language and has conditional writes: each zone in a bucket or part of one. */
public final class S3Lake implements LakeFiles {
    /**
     * How old objects are, at the least, that a process which died is taken to have left. Another process may still be about to
     * commit younger ones: a large snapshot takes hours.
     */
    private static final Duration LEFT_ALONE = Duration.ofDays(1);

    /** A list costs as much as a write, and whoever looks around does so each second. */
    private static final Duration LISTED_FOR = Duration.ofMinutes(1);

    /** Where what is no table is kept, beside the folders of tables. */
    private static final String DOCUMENTS = ".lakeward";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 32;
    /** Each takes more time of a processor than of the network: with eight on two cores a log was read no sooner. */
    private static final int SMALL_REQUESTS = 4;

    private final S3Client client;
    private final S3Settings settings;
    private final Map<Zone, Bucket> zones = new EnumMap<>(Zone.class);
    private final Map<Zone, Listing> listings = new ConcurrentHashMap<>();
    private final Probe probe;
    private final FileCache cache;
    private final SideBySide requests = new SideBySide("lakeward-request", SMALL_REQUESTS);

    /** Which tables a zone had, and when that was asked. */
    private record Listing(long at, Collection<TableId> tables) {}

    /**
     * Makes a lake whose credentials come from where the AWS SDK looks for them.
     *
     * @param zones where the zones' tables are, each {@code s3://bucket} or {@code s3://bucket/prefix}; a table has the folder
     *     of its name there
     * @param written the zones in which this process may write; before it first does, all are probed
     * @param directory for copies of objects, which nobody else uses; what is in it is deleted
     * @param room how much those copies may take; what is being written comes on top
     */
    public S3Lake(Map<Zone, URI> zones, Set<Zone> written, S3Settings settings, Path directory, ByteSize room) {
        this(
                zones,
                written,
                settings,
                directory,
                room,
                DefaultCredentialsProvider.builder().build());
    }

    S3Lake(
            Map<Zone, URI> zones,
            Set<Zone> written,
            S3Settings settings,
            Path directory,
            ByteSize room,
            AwsCredentialsProvider credentials) {
        this.settings = settings;
        this.client = client(settings, credentials);
        this.cache = new FileCache(directory, room);
        zones.forEach((zone, url) -> this.zones.put(zone, new Bucket(client, settings, Location.parse(url))));
        this.probe = new Probe(written.stream().map(this.zones::get).toList());
    }

    private static S3Client client(S3Settings settings, AwsCredentialsProvider credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE)
                        .maxConnections(CONNECTIONS))
                .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry()))
                // Not every store knows the SDK's own checksums and chunks; all know MD5.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.isPathStyle())
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @Override
    public Supplier<Instant> open(Clock clock) {
        Instant opened = clock.instant();
        return () -> probe.pass().orElse(opened).minus(LEFT_ALONE);
    }

    @Override
    public Collection<TableId> tables(Zone zone) {
        Bucket bucket = zones.get(zone);
        if (bucket == null) {
            return List.of();
        }
        long now = System.nanoTime();
        return listings.compute(
                        zone,
                        (any, last) -> last != null && now - last.at() < LISTED_FOR.toNanos()
                                ? last
                                : new Listing(
                                        now,
                                        bucket.folders().stream()
                                                .filter(name -> !name.equals(DOCUMENTS))
                                                .map(name -> new TableId(zone, name))
                                                .toList()))
                .tables();
    }

    /** Returns a document that is kept in a zone's place, under a name that is no table's. */
    public Document document(Zone zone, String name) {
        Bucket bucket = zones.get(zone);
        return new S3Document(bucket, probe, bucket.location().within(DOCUMENTS).prefix() + name);
    }

    /** Returns files that somebody else writes at {@code s3://bucket} or {@code s3://bucket/prefix}. */
    public Landing landing(URI place) {
        return new S3Landing(new Bucket(client, settings, Location.parse(place)));
    }

    @Override
    public TableFiles table(TableId id) {
        Bucket bucket = zones.get(id.zone());
        if (bucket == null) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot find %s: zone %s has no place in S3. Give it one."
                            .formatted(id, id.zone().label()));
        }
        if (id.name().contains("/") || id.name().equals(DOCUMENTS)) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot put %s in S3: its name has a slash, which would make a folder, or is ours (%s). Give it another name."
                            .formatted(id, DOCUMENTS));
        }
        return new S3Table(bucket, bucket.location().within(id.name()), probe, cache, requests);
    }

    @Override
    public void close() {
        cache.close();
        requests.close();
        client.close();
    }
}
