package lakeward.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The server that a project runs itself for its database {@code app}. */
final class OwnServer {
    private OwnServer() {}

    /** Opens a connection; the server must run. */
    static Connection connect(Path project) throws IOException, SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "lakeward");
        properties.setProperty("password", password(project));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/app".formatted(port(project)), properties);
    }

    static void execute(Path project, String sql) throws IOException, SQLException {
        try (Connection connection = connect(project);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns where it answers on this machine; it must run. */
    static int port(Path project) throws IOException {
        return Integer.parseInt(pidFile(project).get(3));
    }

    static String password(Path project) throws IOException {
        return Files.readString(home(project).resolve("password")).strip();
    }

    /** Kills it, as kill -9 does. */
    static void kill(Path project) throws Exception {
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(pidFile(project).get(0))).orElseThrow();
        server.destroyForcibly();
        server.onExit().get(1, TimeUnit.MINUTES);
    }

    private static List<String> pidFile(Path project) throws IOException {
        return Files.readAllLines(home(project).resolve("data/postmaster.pid"));
    }

    private static Path home(Path project) {
        return project.resolve(".lakeward/databases/app");
    }
}
