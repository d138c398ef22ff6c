package lakeward.lake.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;
import lakeward.lake.files.HeldFiles;
import lakeward.lake.files.TableFiles;
import lakeward.lake.s3.FaultyWire.Way;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

class BucketTest {
    private static final TableId ORDERS = new TableId(Zone.CURATED, "orders");

    @TempDir
    Path directory;

    private final Map<Zone, URI> zones = TestStore.buckets();
    private FaultyWire wire;
    private S3Lake lake;

    @BeforeEach
    void open() {
        wire = new FaultyWire(TestStore.shared().endpoint());
        lake = TestStore.lake(zones, wire.endpoint(), directory);
    }

    /** Lets a lake find out, as its first write does, that it can be where it is. */
    private static Instant probe(S3Lake lake) {
        return lake.open(Clock.systemUTC()).get();
    }

    @AfterEach
    void close() {
        lake.close();
        wire.close();
    }

    private TableFiles orders() {
        return lake.table(ORDERS);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Path draft(TableFiles table, String name, byte[] content) throws IOException {
        return Files.write(table.draft(name), content);
    }

    @Test
    void ofSixteenWritersOneMakesAVersion() throws Exception {
        int writers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        CyclicBarrier start = new CyclicBarrier(writers);
        try (S3Lake direct = TestStore.lake(zones, TestStore.shared().endpoint(), directory)) {
            TableFiles table = direct.table(ORDERS);
            for (int version = 0; version < 20; version++) {
                String name = "_delta_log/%020d.json".formatted(version);
                List<Future<Boolean>> outcomes = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    byte[] content = "writer %d".formatted(writer).getBytes(StandardCharsets.UTF_8);
                    outcomes.add(threads.submit(() -> {
                        start.await();
                        return table.writeIfAbsent(name, content);
                    }));
                }

                List<String> winners = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    if (outcomes.get(writer).get()) {
                        winners.add("writer " + writer);
                    }
                }
                assertThat(winners).containsExactly(new String(table.read(name).orElseThrow(), StandardCharsets.UTF_8));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void storeThatOverwritesIsRefused() throws Exception {
        assertRefused(Way.LOSES_CONDITION);
    }

    @Test
    void storeThatLooksFirstAndThenWritesIsRefused() throws Exception {
        // Both have looked, and found nothing, before either writes.
        assertRefused(Way.together(new CyclicBarrier(2), Way.LOSES_CONDITION));
    }

    private void assertRefused(Way ofConditionalWrites) throws Exception {
        TestStore careless = new TestStore(AuthenticationType.NONE);
        Files.createDirectory(careless.folder("careless"));
        try (FaultyWire faulty = new FaultyWire(careless.endpoint())) {
            faulty.let(request -> request.header("if-none-match").isEmpty() ? Way.PASSES : ofConditionalWrites);
            try (S3Lake refused =
                    TestStore.lake(Map.of(Zone.RAW, URI.create("s3://careless/part")), faulty.endpoint(), directory)) {
                TableFiles table = refused.table(new TableId(Zone.RAW, "orders"));
                Path draft = draft(table, "a", new byte[1]);
                assertRefused(() -> probe(refused));
                // It may be lucky the next time.
                faulty.let(request -> Way.PASSES);
                assertRefused(() -> table.write("a", new byte[1]));
                assertRefused(() -> table.writeIfAbsent("a", new byte[1]));
                assertRefused(() -> table.publish("a", draft));
                assertRefused(() -> table.shareWith(table, List.of("a")));
                assertRefused(() -> table.delete("a"));
                assertRefused(() -> refused.document(Zone.RAW, "a").write("text"));
                assertThat(careless.folder("careless").resolve("part"))
                        .satisfiesAnyOf(
                                part -> assertThat(part).doesNotExist(),
                                part -> assertThat(part).isEmptyDirectory());
            }
        } finally {
            careless.stop();
        }
    }

    private static void assertRefused(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot write to a lake in s3://careless/part: the store does not honour 'If-None-Match: *', so that two writers could both make a table's next version. Use a store with conditional writes.");
    }

    @Test
    void storeIsProbedOnceBeforeTheFirstOfManyWriters() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Future<Boolean>> written = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            String name = "file-" + writer;
            written.add(threads.submit(() -> {
                start.await();
                return orders().writeIfAbsent(name, new byte[1]);
            }));
        }
        for (Future<Boolean> one : written) {
            assertThat(one.get()).isTrue();
        }
        threads.shutdownNow();

        int probing = 6 * zones.size();
        assertThat(wire.requests()).hasSize(probing + writers);
        assertThat(wire.requests().subList(0, probing))
                .allMatch(request -> request.path().contains(".lakeward-probe-"));
    }

    @Test
    void storeThatCouldNotBeAskedIsProbedBeforeTheNextWrite() throws IOException {
        wire.let(request -> Way.answers(403, "AccessDenied", "Access Denied"));
        assertThatThrownBy(() -> orders().write("a", new byte[1]))
                .hasMessageContaining(".lakeward-probe-")
                .hasMessageContaining("it takes the right to s3:GetObject");
        wire.let(request -> Way.PASSES);
        wire.forget();

        orders().write("a", new byte[1]);

        assertThat(wire.requests()).hasSize(6 * zones.size() + 1);
    }

    @Test
    void storeThatKnowsNoConditionIsRefused() {
        wire.let(request -> request.header("if-none-match").isEmpty()
                ? Way.PASSES
                : Way.answers(
                        501, "NotImplemented", "A header you provided implies functionality that is not implemented"));

        assertThatThrownBy(() -> probe(lake)).hasMessageContaining("does not honour 'If-None-Match: *'");
    }

    @Test
    void zonesAreProbedAtOnce() {
        CyclicBarrier one = new CyclicBarrier(zones.size());
        wire.let(request -> request.method().equals("GET") ? Way.together(one, Way.PASSES) : Way.PASSES);

        probe(lake);

        assertThat(wire.requests())
                .filteredOn(request -> request.method().equals("GET"))
                .hasSize(2 * zones.size());
    }

    @Test
    void openingLeavesNothing() {
        probe(lake);

        zones.values()
                .forEach(zone -> assertThat(TestStore.shared().folder(zone.getAuthority()))
                        .isEmptyDirectory());
    }

    @Test
    void twoZonesMayBeInOneBucket() throws IOException {
        String bucket = zones.get(Zone.RAW).getAuthority();
        Map<Zone, URI> shared = new EnumMap<>(Map.of(
                Zone.RAW, URI.create("s3://%s/lake/raw/".formatted(bucket)),
                Zone.PROCESSED, URI.create("s3://%s/lake/processed".formatted(bucket))));
        try (S3Lake one = TestStore.lake(shared, wire.endpoint(), directory)) {
            one.table(new TableId(Zone.RAW, "a")).write("x", new byte[] {1});
            one.table(new TableId(Zone.PROCESSED, "b")).write("x", new byte[] {2});

            assertThat(one.tables(Zone.RAW)).containsExactly(new TableId(Zone.RAW, "a"));
            assertThat(one.tables(Zone.PROCESSED)).containsExactly(new TableId(Zone.PROCESSED, "b"));
            assertThat(one.tables(Zone.CURATED)).isEmpty();
            assertThat(TestStore.shared().folder(bucket).resolve("lake/raw/a/x"))
                    .exists();
        }
    }

    @Test
    void largeFileGoesInPartsAndComesBackEqual() throws IOException {
        byte[] content = random(40 << 20);
        AtomicInteger lost = new AtomicInteger();
        // Of the request that makes the object of its parts, the first answer is lost.
        wire.let(request ->
                request.method().equals("POST") && request.path().contains("uploadId=") && lost.getAndIncrement() == 0
                        ? Way.LOSES_ANSWER
                        : Way.PASSES);

        TableFiles table = orders();
        table.publish("large.parquet", draft(table, "large.parquet", content));

        assertThat(wire.requests())
                .filteredOn(request -> request.path().contains("partNumber="))
                .hasSize(3);
        try (S3Lake other = TestStore.lake(zones, wire.endpoint(), directory);
                HeldFiles held = other.table(ORDERS).hold(Map.of("large.parquet", (long) content.length))) {
            assertThat(Files.readAllBytes(held.path("large.parquet"))).isEqualTo(content);
        }
        assertThat(table.read("large.parquet", 20 << 20, 100))
                .isEqualTo(java.util.Arrays.copyOfRange(content, 20 << 20, (20 << 20) + 100));
    }

    @Test
    void uploadThatFailsLeavesNoParts() throws IOException {
        wire.let(request -> request.path().contains("partNumber=2")
                ? Way.answers(403, "AccessDenied", "Access Denied")
                : Way.PASSES);
        TableFiles table = orders();
        Path draft = draft(table, "large.parquet", random(20 << 20));

        assertThatThrownBy(() -> table.publish("large.parquet", draft)).isInstanceOf(PlatformException.class);

        assertThat(wire.requests())
                .last()
                .matches(request ->
                        request.method().equals("DELETE") && request.path().contains("uploadId="));
        assertThat(table.read("large.parquet")).isEmpty();
    }

    @Test
    void objectThatIsNotAsLongAsTheLogSaysIsRefused() throws IOException {
        TableFiles table = orders();
        table.write("short.parquet", new byte[10]);

        assertThatThrownBy(() -> table.hold(Map.of("short.parquet", 11L)))
                .isInstanceOf(PlatformException.class)
                .hasMessageMatching(
                        "Cannot read s3://lake-\\d+-curated/orders/short.parquet: it has 10 bytes, and the table's log says 11\\. Restore the object\\.");
    }

    @Test
    void answerThatIsCutIsReadAgain() throws IOException {
        byte[] content = random(100_000);
        TableFiles table = orders();
        table.write("a.parquet", content);
        AtomicInteger cut = new AtomicInteger();
        wire.let(request -> request.method().equals("GET") && cut.getAndIncrement() == 0
                ? (bytes, store) -> java.util.Arrays.copyOf(store.pass(bytes), 50_000)
                : Way.PASSES);

        try (HeldFiles held = table.hold(Map.of("a.parquet", (long) content.length))) {
            assertThat(held.path("a.parquet")).hasBinaryContent(content);
        }
    }

    @Test
    void listGoesOnBehindAThousand() throws IOException {
        Path folder = TestStore.shared()
                .folder(zones.get(Zone.CURATED).getAuthority())
                .resolve("orders/many");
        Files.createDirectories(folder.resolve("within"));
        Files.createFile(folder.resolve("within").resolve("no"));
        for (int i = 0; i < 1_100; i++) {
            Files.createFile(folder.resolve("%04d".formatted(i)));
        }

        List<TableFiles.Listed> listed = orders().list("many/", "0050");

        assertThat(listed).hasSize(1_050).isSortedAccordingTo(java.util.Comparator.comparing(TableFiles.Listed::name));
        assertThat(listed.get(0).name()).isEqualTo("many/0050");
    }

    /** Returns a lake that is not probed: the store refuses what is to be encrypted. */
    private S3Lake encrypted(S3Settings.Encryption encryption) {
        return new S3Lake(
                zones,
                Set.of(),
                TestStore.settings(wire.endpoint()).with(encryption),
                directory.resolve("encrypted"),
                ByteSize.mebibytes(64),
                TestStore.credentials(TestStore.KEY, TestStore.SECRET));
    }

    @Test
    void keyOfKmsIsNamedWhereverSomethingIsWritten() throws IOException {
        try (S3Lake encrypted = encrypted(new S3Settings.KmsKey("the-key"))) {
            TableFiles table = encrypted.table(ORDERS);
            wire.let(request -> Way.answers(400, "InvalidRequest", "seen"));
            assertThatThrownBy(() -> table.write("a", new byte[1])).isInstanceOf(PlatformException.class);
            assertThatThrownBy(() -> table.writeIfAbsent("b", new byte[1])).isInstanceOf(PlatformException.class);
            assertThatThrownBy(() -> table.shareWith(table, List.of("a"))).isInstanceOf(PlatformException.class);
            Path large = draft(table, "large", random(20 << 20));
            assertThatThrownBy(() -> table.publish("large", large)).isInstanceOf(PlatformException.class);

            assertThat(wire.requests())
                    .hasSize(4)
                    .allMatch(request ->
                            request.header("x-amz-server-side-encryption").equals("aws:kms")
                                    && request.header("x-amz-server-side-encryption-aws-kms-key-id")
                                            .equals("the-key"));
        }
    }

    @Test
    void keyOfS3IsNamedWhereWanted() {
        try (S3Lake encrypted = encrypted(new S3Settings.S3Key())) {
            wire.let(request -> Way.answers(400, "InvalidRequest", "seen"));

            assertThatThrownBy(() -> encrypted.table(ORDERS).write("a", new byte[1]))
                    .isInstanceOf(PlatformException.class);

            assertThat(wire.requests().get(0).header("x-amz-server-side-encryption"))
                    .isEqualTo("AES256");
        }
    }

    private S3Lake with(AwsCredentialsProvider credentials) {
        return new S3Lake(
                zones,
                zones.keySet(),
                TestStore.settings(wire.endpoint()),
                directory.resolve("other"),
                ByteSize.mebibytes(1),
                credentials);
    }

    private static String error(S3Lake asked) {
        try (asked) {
            asked.table(ORDERS).read("a");
            throw new AssertionError("it was read");
        } catch (PlatformException e) {
            StringWriter all = new StringWriter();
            e.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain(TestStore.SECRET, "wrong-secret", TestStore.KEY);
            return e.getMessage().replaceAll("lake-\\d+", "lake");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void wrongSecretIsNamedButNotShown() {
        assertThat(error(with(TestStore.credentials(TestStore.KEY, "wrong-secret"))))
                .isEqualTo(
                        "Cannot read s3://lake-curated/orders/a: the secret key is not that of the access key. See which credentials the process has.");
    }

    @Test
    void unknownKeyIsAnError() {
        assertThat(error(with(TestStore.credentials("someone", "wrong-secret"))))
                .isEqualTo(
                        "Cannot read s3://lake-curated/orders/a: the store does not know the access key. See which credentials the process has.");
    }

    @Test
    void noCredentialsIsAnError() {
        assertThat(error(with(SystemPropertyCredentialsProvider.create())))
                .isEqualTo(
                        "Cannot read s3://lake-curated/orders/a: no credentials were found. Give the process a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile in AWS_PROFILE.");
    }

    @Test
    void missingBucketIsAnError() {
        try (S3Lake nowhere =
                TestStore.lake(Map.of(Zone.RAW, URI.create("s3://not-there")), wire.endpoint(), directory)) {
            assertThatThrownBy(() -> probe(nowhere))
                    .hasMessageMatching(
                            "Cannot read s3://not-there/\\.lakeward-probe-.*: there is no such bucket\\. Make it, or name another\\.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400|ExpiredToken|The provided token has expired.|the credentials have expired. Get new ones.
                    403|AccessDenied|Access Denied|it takes the right to s3:GetObject there, and the store says 'Access Denied'. Grant it to the process's role, also on the key if the bucket has one of KMS.
                    403|RequestTimeTooSkewed|The difference is too large.|this machine's clock says .*, which is too far from the store's. Set it right, by NTP.
                    400|AuthorizationHeaderMalformed|expecting 'eu-west-1'|the bucket is in another region (expecting 'eu-west-1'). Name that one.
                    400|InvalidRequest|Something else.|the store answered 400 InvalidRequest, 'Something else.'.
                    """)
    void refusalSaysWhatToDo(int status, String code, String message, String expected) {
        wire.let(request -> Way.answers(status, code, message));

        assertThat(error(lake).replaceAll("clock says .*, which", "clock says .*, which"))
                .isEqualTo("Cannot read s3://lake-curated/orders/a: " + expected);
    }

    @Test
    void storeThatCannotBeReachedIsAnError() {
        // Nobody listens at the first port.
        assertThat(error(TestStore.lake(zones, URI.create("http://127.0.0.1:1"), directory)))
                .matches(
                        "Cannot read s3://lake-curated/orders/a: the store did not answer in 5 attempts in \\d\\.\\d s \\(.*refused.*\\)\\. See whether its address and the network are right\\.");
    }

    @Test
    void pathOutsideOfTheTableIsRefused() {
        assertThat(orders().name(zones.get(Zone.CURATED) + "/orders/a%20b.parquet"))
                .isEqualTo("a b.parquet");
        assertThat(orders().name("a%20b.parquet")).isEqualTo("a b.parquet");
        assertThatThrownBy(() -> orders().name("s3://elsewhere/x.parquet"))
                .hasMessageMatching(
                        "Cannot find s3://elsewhere/x.parquet: the log of s3://lake-\\d+-curated/orders names it, but it is not among the table's own objects\\. Copy it there\\.");
    }

    @Test
    void tableThatCannotHaveAFolderIsRefused() {
        assertThatThrownBy(() -> lake.table(new TableId(Zone.RAW, "a/b")))
                .hasMessage(
                        "Cannot put raw.a/b in S3: its name has a slash, which would make a folder, or is ours (.lakeward). Give it another name.");
        assertThatThrownBy(() -> lake.table(new TableId(Zone.RAW, ".lakeward")))
                .hasMessageStartingWith("Cannot put raw..lakeward in S3: its name ");
        try (S3Lake raw = TestStore.lake(Map.of(Zone.RAW, zones.get(Zone.RAW)), wire.endpoint(), directory)) {
            assertThatThrownBy(() -> raw.table(ORDERS))
                    .hasMessage("Cannot find curated.orders: zone curated has no place in S3. Give it one.");
        }
    }

    @Test
    void addressThatIsNoBucketIsRefused() {
        assertThatThrownBy(() -> Location.parse(URI.create("https://b/x")))
                .hasMessage(
                        "Cannot have tables at 'https://b/x': expected a bucket, for example s3://shop-raw or s3://shop/raw.");
    }
}
