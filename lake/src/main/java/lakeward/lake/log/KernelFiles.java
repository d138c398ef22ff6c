package lakeward.lake.log;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.internal.util.FileNames;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lakeward.lake.files.TableFiles;

/**
 * Shows Delta Kernel a table's files: whole ones, since those of a log are small, and each read once, though Kernel reads some
 * three times. For use by one thread, for one question.
 */
final class KernelFiles implements FileIO {
    private final TableFiles files;
    private final long newest;
    private final String root;
    private final Map<String, byte[]> known = new HashMap<>();

    /** @param newest the newest version that matters */
    KernelFiles(TableFiles files, long newest) {
        this.files = files;
        this.newest = newest;
        this.root = files.location() + "/";
    }

    private String name(String path) {
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("Cannot find %s: it is not in %s.".formatted(path, root));
        }
        return path.substring(root.length());
    }

    @Override
    public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
        String name = name(path);
        int folder = name.lastIndexOf('/') + 1;
        List<FileStatus> found = files.list(name.substring(0, folder), name.substring(folder)).stream()
                .map(this::status)
                .toList();
        readAhead(found.stream().map(FileStatus::getPath).toList());
        return Utils.toCloseableIterator(found.iterator());
    }

    /** Reads at once what Kernel is about to read one by one: the newest checkpoint and the commits after it. */
    private void readAhead(List<String> log) throws IOException {
        long checkpoint = log.stream()
                .filter(FileNames::isCheckpointFile)
                .mapToLong(FileNames::checkpointVersion)
                .filter(version -> version <= newest)
                .max()
                .orElse(-1);
        List<String> needed = log.stream()
                .filter(path -> FileNames.isCheckpointFile(path)
                        ? FileNames.checkpointVersion(path) == checkpoint
                        : FileNames.isCommitFile(path)
                                && FileNames.deltaVersion(path) > checkpoint
                                && FileNames.deltaVersion(path) <= newest)
                .filter(path -> !known.containsKey(path))
                .map(this::name)
                .toList();
        files.read(needed).forEach((name, content) -> known.put(root + name, content));
    }

    private FileStatus status(TableFiles.Listed file) {
        return FileStatus.of(root + file.name(), file.size(), file.modifiedAt().toEpochMilli());
    }

    @Override
    public FileStatus getFileStatus(String path) throws IOException {
        String name = name(path);
        int folder = name.lastIndexOf('/') + 1;
        return files.list(name.substring(0, folder), name.substring(folder)).stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .map(this::status)
                .orElseThrow(() -> new FileNotFoundException(path));
    }

    @Override
    public String resolvePath(String path) {
        return path;
    }

    @Override
    public boolean mkdirs(String path) {
        // A folder comes with its first file.
        return true;
    }

    @Override
    public InputFile newInputFile(String path, long size) {
        return new Input(path, size);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new Output(path);
    }

    @Override
    public boolean delete(String path) throws IOException {
        return files.delete(name(path));
    }

    @Override
    public Optional<String> getConf(String key) {
        return Optional.empty();
    }

    @Override
    public void copyFileAtomically(String from, String to, boolean overwrite) throws IOException {
        put(to, content(from), overwrite);
    }

    private byte[] content(String path) throws IOException {
        byte[] content = known.get(path);
        if (content == null) {
            content = files.read(name(path)).orElseThrow(() -> new FileNotFoundException(path));
            known.put(path, content);
        }
        return content;
    }

    private void put(String path, byte[] content, boolean overwrite) throws IOException {
        known.remove(path);
        if (overwrite) {
            files.write(name(path), content);
        } else if (!files.writeIfAbsent(name(path), content)) {
            throw new FileAlreadyExistsException(path);
        }
    }

    private final class Input implements InputFile {
        private final String path;
        private final long size;

        Input(String path, long size) {
            this.path = path;
            this.size = size;
        }

        @Override
        public long length() throws IOException {
            return size > 0 ? size : getFileStatus(path).getSize();
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public SeekableInputStream newStream() throws IOException {
            return new Content(content(path));
        }
    }

    private final class Output implements OutputFile {
        private final String path;

        Output(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public PositionOutputStream create(boolean isNew) {
            return new Draft(path, !isNew);
        }

        @Override
        public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) throws IOException {
            StringBuilder content = new StringBuilder();
            try (lines) {
                while (lines.hasNext()) {
                    content.append(lines.next()).append('\n');
                }
            }
            put(path, content.toString().getBytes(StandardCharsets.UTF_8), overwrite);
        }
    }

    private static final class Content extends SeekableInputStream {
        private final byte[] bytes;
        private int position;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long to) throws IOException {
            position = Objects.checkIndex(Math.toIntExact(to), bytes.length + 1);
        }

        @Override
        public int read() {
            return position < bytes.length ? bytes[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (position == bytes.length && length > 0) {
                return -1;
            }
            int count = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, to, offset, count);
            position += count;
            return count;
        }

        @Override
        public void readFully(byte[] to, int offset, int length) throws IOException {
            if (length > bytes.length - position) {
                throw new EOFException();
            }
            read(to, offset, length);
        }
    }

    /** Gathers a file and makes it when it is whole. */
    private final class Draft extends PositionOutputStream {
        private final String path;
        private final boolean overwrite;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean isOpen = true;

        Draft(String path, boolean overwrite) {
            this.path = path;
            this.overwrite = overwrite;
        }

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int value) {
            bytes.write(value);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (isOpen) {
                isOpen = false;
                put(path, bytes.toByteArray(), overwrite);
            }
        }
    }
}
