package lakeward.duckdb;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The constants of a class file.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">The constant pool</a>
 */
final class ClassFile {
    private static final int UTF8 = 1;

    private ClassFile() {}

    /**
     * Returns the class file with other texts among its constants.
     *
     * @param replacements from a text to what takes its place
     * @throws IOException if one of the texts is not there
     */
    static byte[] withTexts(byte[] classFile, Map<String, String> replacements) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + 256);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(in.readLong()); // magic number and version
        int count = in.readUnsignedShort();
        out.writeShort(count);
        Set<String> missing = new HashSet<>(replacements.keySet());
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            out.writeByte(tag);
            if (tag == UTF8) {
                String text = in.readUTF();
                out.writeUTF(replacements.getOrDefault(text, text));
                missing.remove(text);
            } else {
                out.write(in.readNBytes(length(tag)));
                i += takesTwoPlaces(tag) ? 1 : 0;
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("the driver's class has no constants %s".formatted(missing));
        }
        in.transferTo(out);
        return bytes.toByteArray();
    }

    private static int length(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2; // class, text, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // int, float, references, name and type, dynamic
            case 5, 6 -> 8; // long, double
            default -> throw new IOException("the driver's class has a constant of unknown kind %d".formatted(tag));
        };
    }

    private static boolean takesTwoPlaces(int tag) {
        return tag == 5 || tag == 6;
    }
}
