package lakeward.lake.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.lake.files.HeldFiles;
import lakeward.lake.files.TableFiles;

/** A table's objects, of which DuckDB reads and writes copies in a cache. */
final class S3Table implements TableFiles {
    private final Bucket bucket;
    private final Location location;
    private final Probe probe;
    private final FileCache cache;
    private final SideBySide requests;

    /** @param location the table's */
    S3Table(Bucket bucket, Location location, Probe probe, FileCache cache, SideBySide requests) {
        this.bucket = bucket;
        this.location = location;
        this.probe = probe;
        this.cache = cache;
        this.requests = requests;
    }

    private String key(String name) {
        return location.prefix() + name;
    }

    /** Nothing is written before it is known that the store refuses the second of two writers. */
    private Bucket writable() {
        probe.pass();
        return bucket;
    }

    private String cacheKey(String name) {
        return location.url(key(name));
    }

    @Override
    public String location() {
        return location.toString();
    }

    @Override
    public String name(String path) {
        URI uri = URI.create(path);
        if (!uri.isAbsolute()) {
            return uri.getPath();
        }
        String start = "/" + location.prefix();
        boolean isHere =
                location.bucket().equals(uri.getAuthority()) && uri.getPath().startsWith(start);
        if (!isHere) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot find %s: the log of %s names it, but it is not among the table's own objects. Copy it there."
                            .formatted(path, location));
        }
        return uri.getPath().substring(start.length());
    }

    @Override
    public List<Listed> list(String folder, String from) {
        return bucket.list(key(folder), key(folder) + from).stream()
                .map(object -> new Listed(
                        object.key().substring(location.prefix().length()), object.size(), object.modifiedAt()))
                .toList();
    }

    @Override
    public boolean exists(String name) {
        return bucket.head(key(name)).isPresent();
    }

    @Override
    public Optional<byte[]> read(String name) {
        return bucket.get(key(name));
    }

    @Override
    public Map<String, byte[]> read(Collection<String> names) {
        Map<String, byte[]> contents = new HashMap<>();
        Iterator<Optional<byte[]>> read = requests.each(names, this::read).iterator();
        names.forEach(name -> read.next().ifPresent(content -> contents.put(name, content)));
        return contents;
    }

    @Override
    public byte[] read(String name, long offset, int length) {
        return bucket.get(key(name), offset, length);
    }

    @Override
    public void write(String name, byte[] content) {
        writable().put(key(name), content);
    }

    @Override
    public boolean writeIfAbsent(String name, byte[] content) {
        return writable().putIfAbsent(key(name), content);
    }

    @Override
    public boolean delete(String name) throws IOException {
        cache.forget(cacheKey(name));
        writable().delete(key(name));
        return true;
    }

    @Override
    public Path draft(String name) {
        return cache.draft(name);
    }

    @Override
    public void publish(String name, Path draft) throws IOException {
        writable().upload(key(name), draft);
        cache.adopt(cacheKey(name), draft);
    }

    @Override
    public void discard(Path draft) throws IOException {
        Files.deleteIfExists(draft);
    }

    @Override
    public void shareWith(TableFiles other, Collection<String> names) {
        S3Table to = (S3Table) other;
        Bucket target = to.writable();
        names.forEach(name -> bucket.copy(key(name), target, to.key(name)));
    }

    @Override
    public boolean areHere() {
        return false;
    }

    @Override
    public HeldFiles hold(Map<String, Long> sizes) throws IOException {
        Map<String, FileCache.Wanted> wanted = new HashMap<>();
        sizes.forEach((name, size) ->
                wanted.put(cacheKey(name), new FileCache.Wanted(size, file -> bucket.get(key(name), file))));
        HeldFiles holding = cache.hold(wanted);
        return new HeldFiles() {
            @Override
            public Path path(String name) {
                return holding.path(cacheKey(name));
            }

            @Override
            public void close() {
                holding.close();
            }
        };
    }
}
