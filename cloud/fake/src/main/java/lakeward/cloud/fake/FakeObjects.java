package lakeward.cloud.fake;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lakeward.contract.FaultyServer.Answer;
import lakeward.contract.FaultyServer.Request;

/** Buckets whose objects have a version each, addressed by path. */
public final class FakeObjects {
    private static final String TEMPLATES = "lakeward-templates-";
    private static final String VERSION = "1";

    private record Bucket(String account, Map<String, String> objects) {}

    private final Map<String, Bucket> buckets = new TreeMap<>();

    synchronized void takeAll(FakeObjects from) {
        from.buckets.forEach(
                (name, bucket) -> buckets.put(name, new Bucket(bucket.account(), new TreeMap<>(bucket.objects()))));
    }

    /** Puts an object into a bucket, whoever's it is. */
    public synchronized void put(String bucket, String key, String content) {
        buckets.get(bucket).objects().put(key, content);
    }

    /** Returns the names of all buckets. */
    public synchronized Set<String> names() {
        return new TreeSet<>(buckets.keySet());
    }

    /** Returns an object that a template's address names. */
    synchronized String at(String address) {
        String path = address.replaceFirst("https?://[^/]+/", "");
        int slash = path.indexOf('/');
        return buckets.get(path.substring(0, slash)).objects().get(path.substring(slash + 1));
    }

    synchronized boolean make(String account, String bucket) {
        return buckets.putIfAbsent(bucket, new Bucket(account, new TreeMap<>())) == null;
    }

    synchronized boolean has(String bucket) {
        return buckets.containsKey(bucket);
    }

    /** Removes a bucket unless something is in it. */
    synchronized boolean remove(String bucket) {
        if (!buckets.get(bucket).objects().isEmpty()) {
            return false;
        }
        buckets.remove(bucket);
        return true;
    }

    /** What deploying puts aside for itself is left out. */
    synchronized String state() {
        StringBuilder text = new StringBuilder();
        buckets.forEach((name, bucket) -> {
            if (!name.startsWith(TEMPLATES)) {
                text.append("bucket %s of %s: %s\n"
                        .formatted(name, bucket.account(), bucket.objects().keySet()));
            }
        });
        return text.toString();
    }

    synchronized Answer answer(String account, Request request) {
        String[] path = request.path().substring(1).split("/", 2);
        String name = path[0];
        Bucket bucket = buckets.get(name);
        boolean isObject = path.length == 2 && !path[1].isEmpty();
        if (request.method().equals("PUT") && !isObject && request.query().isEmpty()) {
            if (bucket != null) {
                return error(
                        409,
                        bucket.account().equals(account) ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists",
                        "The bucket exists.");
            }
            make(account, name);
            return FakeAws.xml("");
        }
        if (bucket == null) {
            return error(404, "NoSuchBucket", "The specified bucket does not exist");
        }
        if (request.method().equals("PUT")) {
            if (isObject) {
                bucket.objects().put(path[1], content(request));
            }
            return FakeAws.xml("");
        }
        if (request.method().equals("POST") && request.query().startsWith("delete")) {
            for (String key : request.body().split("<Key>", -1)) {
                if (key.contains("</Key>")) {
                    bucket.objects().remove(key.substring(0, key.indexOf("</Key>")));
                }
            }
            return FakeAws.xml("<DeleteResult/>");
        }
        if (request.query().startsWith("versions")) {
            StringBuilder versions = new StringBuilder("<ListVersionsResult><IsTruncated>false</IsTruncated>");
            bucket.objects()
                    .keySet()
                    .forEach(key -> versions.append(
                            "<Version><Key>%s</Key><VersionId>%s</VersionId></Version>".formatted(key, VERSION)));
            return FakeAws.xml(versions.append("</ListVersionsResult>").toString());
        }
        StringBuilder keys = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        String prefix = FakeAws.form(request.query()).getOrDefault("prefix", "");
        bucket.objects().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .limit(1)
                .forEach(key -> keys.append("<Contents><Key>%s</Key></Contents>".formatted(key)));
        return FakeAws.xml(keys.append("</ListBucketResult>").toString());
    }

    /** A body may come in chunks, each after a line with its length. */
    private static String content(Request request) {
        if (!request.headers().getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING")) {
            return request.body();
        }
        StringBuilder content = new StringBuilder();
        String rest = request.body();
        while (true) {
            int line = rest.indexOf("\r\n");
            byte[] bytes = rest.substring(line + 2).getBytes(StandardCharsets.UTF_8);
            int length = Integer.parseInt(rest.substring(0, line).split(";", -1)[0], 16);
            if (length == 0) {
                return content.toString();
            }
            content.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
            rest = new String(bytes, length + 2, bytes.length - length - 2, StandardCharsets.UTF_8);
        }
    }

    private static Answer error(int status, String code, String message) {
        return new Answer(
                status,
                Map.of("content-type", "application/xml"),
                "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message));
    }
}
