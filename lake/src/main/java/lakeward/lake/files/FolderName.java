package lakeward.lake.files;

import java.nio.charset.StandardCharsets;

/** Table names as folder names: what is not a plain letter, digit, dash, dot or underscore is written {@code ~hex}. */
final class FolderName {
    private FolderName() {}

    static String encode(String name) {
        StringBuilder folder = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) b;
            boolean isPlain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || (!folder.isEmpty() && (c == '-' || c == '.' || c == '_'));
            folder.append(isPlain ? String.valueOf(c) : "~%02x".formatted(b & 0xff));
        }
        return folder.toString();
    }

    static String decode(String folder) {
        byte[] bytes = new byte[folder.length()];
        int length = 0;
        for (int i = 0; i < folder.length(); i++) {
            if (folder.charAt(i) == '~' && i + 2 < folder.length()) {
                bytes[length++] = (byte) Integer.parseInt(folder.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                bytes[length++] = (byte) folder.charAt(i);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
