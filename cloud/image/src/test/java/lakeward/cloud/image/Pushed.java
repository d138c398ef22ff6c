package lakeward.cloud.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import lakeward.cloud.fake.FakeRegistry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An image as a registry has it. */
record Pushed(FakeRegistry registry, String repository, String tag) {
    String manifest() {
        return new String(registry.manifest(repository, tag), StandardCharsets.UTF_8);
    }

    private JsonNode parts() {
        try {
            return new ObjectMapper().readTree(manifest());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    JsonNode config() {
        return registry.json(repository, parts().get("config").get("digest").asText());
    }

    /** Returns the layers' digests. */
    List<String> layers() {
        return StreamSupport.stream(parts().get("layers").spliterator(), false)
                .map(layer -> layer.get("digest").asText())
                .toList();
    }

    /** Returns what a layer holds, one line a file: permissions, user and group, seconds after 1970, path. */
    List<String> files(int layer) {
        byte[] packed = registry.blob(repository, layers().get(layer));
        List<String> files = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.add("%o %d:%d %d %s"
                        .formatted(
                                entry.getMode() & 0777,
                                entry.getLongUserId(),
                                entry.getLongGroupId(),
                                entry.getLastModifiedTime().toInstant().getEpochSecond(),
                                entry.getName()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return files;
    }
}
