package lakeward.lake.log;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import lakeward.lake.files.TableFiles;
import org.roaringbitmap.RoaringBitmap;

/**
 * Reads and writes deletion vectors. Row numbers of one file fit in 32 bits, so of the format's array of bitmaps only the
 * first is used.
 *
 * @see <a href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md#deletion-vector-format">The format</a>
 */
public final class DeletionVectors {
    /** Marks the portable form of a 64-bit bitmap. */
    private static final int PORTABLE = 1681511377;

    private static final byte FILE_VERSION = 1;
    /** A smaller vector is kept in the log: that saves a file, and the log grows by less than an entry's own size. */
    private static final int LARGEST_INLINE = 600;

    private DeletionVectors() {}

    /** Stores the bitmaps of one commit, in one new file of the table where they are not small. */
    public static List<DeletionVector> write(TableFiles table, List<RoaringBitmap> bitmaps) throws IOException {
        List<DeletionVector> written = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream file = new DataOutputStream(bytes);
        UUID id = UUID.randomUUID();
        file.writeByte(FILE_VERSION);
        for (RoaringBitmap bitmap : bitmaps) {
            byte[] serialized = serialized(bitmap);
            if (serialized.length <= LARGEST_INLINE) {
                written.add(new DeletionVector(
                        DeletionVector.INLINE, Z85.encode(serialized), -1, serialized.length, bitmap.getCardinality()));
                continue;
            }
            written.add(new DeletionVector(
                    DeletionVector.BESIDE, Z85.encode(id), file.size(), serialized.length, bitmap.getCardinality()));
            file.writeInt(serialized.length);
            file.write(serialized);
            file.writeInt(checksum(serialized));
        }
        if (file.size() > 1) {
            table.write(fileName(id), bytes.toByteArray());
        }
        return written;
    }

    public static RoaringBitmap read(TableFiles table, DeletionVector vector) throws IOException {
        if (vector.storage().equals(DeletionVector.INLINE)) {
            return deserialized(Z85.decode(vector.location()));
        }
        String name = fileName(table, vector);
        ByteBuffer bytes = ByteBuffer.wrap(table.read(name, vector.offset(), vector.size() + 8));
        byte[] serialized = new byte[vector.size()];
        bytes.getInt();
        bytes.get(serialized);
        if (bytes.getInt() != checksum(serialized)) {
            throw new IOException("%s has a wrong checksum at %s".formatted(name, vector));
        }
        return deserialized(serialized);
    }

    /** Returns the name of the file that the vector is in; of no meaning for one kept in the log. */
    public static String fileName(TableFiles table, DeletionVector vector) {
        if (!vector.storage().equals(DeletionVector.BESIDE)) {
            return table.name(vector.location());
        }
        // The last 20 characters are the UUID; what stands before them is a folder.
        String folder = vector.location().substring(0, vector.location().length() - 20);
        String id = vector.location().substring(folder.length());
        return (folder.isEmpty() ? "" : folder + "/") + fileName(Z85.decodeUuid(id));
    }

    /** Whether the vector is kept in a file of its table. */
    public static boolean isInFile(DeletionVector vector) {
        return !vector.storage().equals(DeletionVector.INLINE);
    }

    private static String fileName(UUID id) {
        return "deletion_vector_%s.bin".formatted(id);
    }

    private static byte[] serialized(RoaringBitmap bitmap) {
        bitmap.runOptimize();
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + 8 + 4 + bitmap.serializedSizeInBytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(PORTABLE).putLong(1).putInt(0);
        bitmap.serialize(bytes);
        return bytes.array();
    }

    private static RoaringBitmap deserialized(byte[] serialized) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(serialized).order(ByteOrder.LITTLE_ENDIAN);
        RoaringBitmap bitmap = new RoaringBitmap();
        if (bytes.getInt() != PORTABLE) {
            throw new IOException("a deletion vector has an unknown form");
        }
        long bitmaps = bytes.getLong();
        if (bitmaps > 1 || (bitmaps == 1 && bytes.getInt() != 0)) {
            throw new IOException("a deletion vector names rows beyond 4 billion");
        }
        if (bitmaps == 1) {
            bitmap.deserialize(bytes);
        }
        return bitmap;
    }

    private static int checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    /** Whether the name is of a file that this writes. */
    public static boolean isFileName(String name) {
        return name.startsWith("deletion_vector_") && name.endsWith(".bin");
    }
}
