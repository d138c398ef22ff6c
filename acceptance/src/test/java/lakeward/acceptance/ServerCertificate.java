package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;

/**
 * A certificate of this machine that signs for itself, as a server's own authority would.
 *
 * @param file it, in PEM
 * @param key its private key, in PEM
 */
record ServerCertificate(Path file, String key) {
    private static final String STORE_PASSWORD = "of-the-test";

    static ServerCertificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server of a test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
        String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        String key = pem(
                "PRIVATE KEY",
                keys.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded());
        return new ServerCertificate(Files.writeString(folder.resolve("server.pem"), certificate), key);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
    }

    /** Has a server show it to whoever asks to speak in private. */
    void install(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            // The server writes them itself: the key must be a file of its own user that no one else may read.
            statement.execute("create temp table pem (line text)");
            copyOut(statement, Files.readString(file), "server.crt");
            copyOut(statement, key, "server.key");
            statement.execute("alter system set ssl = on");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void copyOut(Statement statement, String text, String name) throws SQLException {
        statement.execute("truncate pem");
        statement.execute("insert into pem select unnest(string_to_array('%s', E'\\n'))"
                .formatted(text.replace("\r", "").strip()));
        statement.execute("copy pem to program 'umask 077; cat > %s'".formatted(name));
    }
}
