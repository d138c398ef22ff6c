package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.cloud.fake.FakeRegistry.Answer;

/** What a registry keeps: blobs by digest, manifests by digest and tag, uploads that go on. */
final class FakeRegistryShelf {
    private static final Pattern ROUTE = Pattern.compile("/v2/(.+)/(blobs/uploads/|blobs|manifests)/?(.*)");

    /** What is in one repository. */
    private static final class Repository {
        private final Map<String, byte[]> blobs = new TreeMap<>();
        private final Map<String, byte[]> manifests = new TreeMap<>();
        private final Map<String, String> tags = new TreeMap<>();
        private final Map<String, ByteArrayOutputStream> uploads = new TreeMap<>();
    }

    private final Map<String, Repository> repositories = new TreeMap<>();
    private int uploads;

    void make(String name) {
        repositories.putIfAbsent(name, new Repository());
    }

    Set<String> tags(String name) {
        return Set.copyOf(repositories.get(name).tags.keySet());
    }

    Optional<byte[]> manifest(String name, String reference) {
        Repository repository = repositories.get(name);
        return Optional.ofNullable(repository.manifests.get(repository.tags.getOrDefault(reference, reference)));
    }

    Optional<byte[]> blob(String name, String digest) {
        return Optional.ofNullable(repositories.get(name).blobs.get(digest));
    }

    Answer answer(String method, URI uri, byte[] body) {
        Matcher route = ROUTE.matcher(uri.getPath());
        if (!route.matches()) {
            return Answer.error(404, "UNSUPPORTED");
        }
        String name = route.group(1);
        Repository repository = repositories.get(name);
        if (repository == null) {
            return Answer.error(404, "NAME_UNKNOWN");
        }
        return switch (method + " " + route.group(2)) {
            case "GET blobs", "HEAD blobs" ->
                found(blob(name, route.group(3)), "BLOB_UNKNOWN", "application/octet-stream");
            case "GET manifests", "HEAD manifests" ->
                found(manifest(name, route.group(3)), "MANIFEST_UNKNOWN", "application/vnd.oci.image.manifest.v1+json");
            case "POST blobs/uploads/" -> {
                String upload = "upload-" + uploads++;
                repository.uploads.put(upload, new ByteArrayOutputStream());
                yield Answer.of(202, "Location", "/v2/%s/blobs/uploads/%s".formatted(name, upload), "Range", "0-0");
            }
            case "PATCH blobs/uploads/" -> written(repository, uri, route.group(3), body);
            case "PUT blobs/uploads/" -> finished(repository, uri, route.group(3), body);
            case "PUT manifests" -> tagged(repository, route.group(3), body);
            default -> Answer.error(405, "UNSUPPORTED");
        };
    }

    private static Answer found(Optional<byte[]> bytes, String unless, String type) {
        return bytes.map(there ->
                        new Answer(200, List.of("Content-Type", type, "Docker-Content-Digest", digest(there)), there))
                .orElseGet(() -> Answer.error(404, unless));
    }

    private static Answer written(Repository repository, URI uri, String upload, byte[] body) {
        ByteArrayOutputStream bytes = repository.uploads.get(upload);
        if (bytes == null) {
            return Answer.error(404, "BLOB_UPLOAD_UNKNOWN");
        }
        bytes.writeBytes(body);
        return Answer.of(202, "Location", uri.getPath(), "Range", "0-" + (bytes.size() - 1));
    }

    private static Answer finished(Repository repository, URI uri, String upload, byte[] body) {
        ByteArrayOutputStream bytes = repository.uploads.get(upload);
        if (bytes == null) {
            return Answer.error(404, "BLOB_UPLOAD_UNKNOWN");
        }
        bytes.writeBytes(body);
        String said = URLDecoder.decode(uri.getRawQuery().replaceAll(".*digest=", ""), StandardCharsets.UTF_8);
        if (!said.equals(digest(bytes.toByteArray()))) {
            return Answer.error(400, "DIGEST_INVALID");
        }
        repository.uploads.remove(upload);
        repository.blobs.put(said, bytes.toByteArray());
        return Answer.of(201, "Docker-Content-Digest", said);
    }

    /** What a manifest names is to be there; a tag that is there stays, even for the same manifest, as in ECR. */
    private static Answer tagged(Repository repository, String tag, byte[] body) {
        JsonNode manifest = FakeRegistry.read(body);
        List<String> named = new ArrayList<>();
        manifest.get("layers").forEach(layer -> named.add(layer.get("digest").asText()));
        named.add(manifest.get("config").get("digest").asText());
        if (!repository.blobs.keySet().containsAll(named)) {
            return Answer.error(400, "MANIFEST_BLOB_UNKNOWN");
        }
        if (repository.tags.containsKey(tag)) {
            return Answer.error(400, "TAG_INVALID");
        }
        String digest = digest(body);
        repository.manifests.put(digest, body);
        repository.tags.put(tag, digest);
        return Answer.of(201, "Docker-Content-Digest", digest);
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
