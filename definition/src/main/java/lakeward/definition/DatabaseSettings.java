package lakeward.definition;

import java.time.Duration;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lakeward.core.platform.Backup;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabaseEngine;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.PasswordSource;
import lakeward.core.platform.Traffic;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** A database as the author writes it, before its tables' columns are known. */
record DatabaseSettings(
        Written<String> name,
        Product engine,
        Optional<Written<String>> url,
        Optional<PasswordSource> password,
        Optional<Written<String>> migrations,
        Optional<Traffic> traffic,
        Capture capture,
        Backup backup,
        boolean insights) {
    /** What a database can be. */
    enum Product {
        POSTGRES,
        MYSQL
    }

    /**
     * What is captured.
     *
     * @param tables empty for all that the schema file holds
     */
    record Capture(CaptureSettings settings, Optional<List<Written<String>>> tables) {}

    private static final Form URL = Form.of("postgres(ql)?://[^\\s]+", "postgresql://user@host:5432/database")
            .fromEnvironment()
            .hidden();
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("//[^/@?]*:[^/@]*@|[?&]password=");
    private static final Form VARIABLE = Form.of("[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable");
    private static final Form FILE = Form.of("[^\\n]+", "the path of a file");
    private static final Form TABLE = Form.of("[^.\\s][^.]*(\\.[^.]+)?", "a table, for example orders or sales.orders");
    private static final Form TIME =
            Form.of("([01]\\d|2[0-3]):[0-5]\\d", "a time of the day in UTC, for example 03:00");
    private static final Form STATEMENT = Form.of("(?s).*\\S.*", "a SQL statement");

    static DatabaseSettings read(Written<String> name, Section section) {
        String called = "Cannot use database '%s'".formatted(name.value());
        Product engine = section.choice(
                        "engine",
                        Product.class,
                        "The product that the database is; mysql is made in the cloud, and not captured yet.")
                .orElse(Product.POSTGRES);
        if (!section.has("engine")) {
            section.problem("engine", called + ": it has no engine. Add engine: postgres.");
        }
        if (engine == Product.MYSQL) {
            onlyMade(section, called);
        } else {
            madeOrOwn(section, called);
        }
        return new DatabaseSettings(
                name,
                engine,
                url(section, called),
                password(section),
                section.text(
                        "migrations",
                        Form.PATH,
                        "Folder of SQL files, run by name, that make the tables of a server which Lakeward runs."),
                section.section("traffic", "Made-up load for a server that Lakeward runs.", DatabaseSettings::traffic)
                        .flatMap(traffic -> traffic),
                section.section("capture", "What is captured, and how.", DatabaseSettings::capture)
                        .orElse(new Capture(CaptureSettings.DEFAULT, Optional.empty())),
                section.section("backup", "What brings a server back that Lakeward runs.", DatabaseSettings::backup)
                        .orElse(Backup.DEFAULT),
                section.logical("insights", true, "Whether a server that Lakeward runs tells what takes its time."));
    }

    /** Refuses what is either for a server that Lakeward runs or for one of the author's own. */
    private static void madeOrOwn(Section section, String called) {
        if (section.has("url") && section.has("migrations")) {
            section.problem(
                    "migrations",
                    called + ": it has a url and migrations, but Lakeward makes tables only in a server that it runs. "
                            + "Remove one.");
        }
        if (!section.has("url") && !section.has("migrations")) {
            section.problem(
                    "url",
                    called + ": it does not say where it is. Add url: for your own server, or migrations: for one "
                            + "that Lakeward runs.");
        }
        if (section.has("url") && section.has("traffic")) {
            section.problem(
                    "traffic",
                    called + ": it has a url and traffic, but made-up load is only for a server that Lakeward runs. "
                            + "Remove traffic.");
        }
        if (section.has("migrations") && section.has("password")) {
            section.problem(
                    "password",
                    called + ": it has a password, but Lakeward chooses that of a server which it runs. "
                            + "Remove password.");
        }
        for (String key : List.of("backup", "insights")) {
            if (section.has("url") && section.has(key)) {
                section.problem(
                        key,
                        called
                                + ": it has a url and %s, but Lakeward looks after a server only that it runs. Remove %s."
                                        .formatted(key, key));
            }
        }
    }

    /** Of MySQL there is the server in the cloud, and no more yet. */
    private static void onlyMade(Section section, String called) {
        Map<String, String> refused = new LinkedHashMap<>();
        String own = "a MySQL of your own is not captured yet, so there is nothing to do with it. Remove the database.";
        refused.put("url", own);
        refused.put("password", own);
        refused.put(
                "migrations",
                "it is MySQL, which runs in the cloud alone, and there Lakeward runs no migrations of it. Remove migrations, and make its tables yourself.");
        refused.put("traffic", "it is MySQL, and made-up load is for PostgreSQL on this machine. Remove traffic.");
        refused.put(
                "capture",
                "it is MySQL, of which nothing is captured yet. Remove capture; the server is made without it.");
        refused.forEach((key, why) -> {
            if (section.has(key)) {
                section.problem(key, called + ": " + why);
            }
        });
    }

    boolean isMysql() {
        return engine == Product.MYSQL;
    }

    /** Returns the server that it is, if it is MySQL. */
    MysqlServer toServer() {
        return new MysqlServer(name.value(), backup, insights);
    }

    /** Returns the database with these tables. */
    Database toDatabase(List<CapturedTable> captured) {
        return new Database(
                name.value(),
                DatabaseEngine.POSTGRES,
                url.map(Written::value),
                password,
                migrations.map(Written::value),
                traffic,
                capture.settings(),
                captured,
                backup,
                insights);
    }

    private static Backup backup(Section section) {
        Duration keep = section.duration(
                "keep", Backup.DEFAULT.keep(), Duration.ofDays(1), Duration.ofDays(35), "How far back it is kept.");
        boolean pointInTime = section.logical(
                "point-in-time", Backup.DEFAULT.pointInTime(), "Whether any moment of that can be brought back.");
        LocalTime at = section.text("at", TIME, "When the day's backup is begun, in UTC; 03:00 if absent.")
                .map(time -> LocalTime.parse(time.value()))
                .orElse(Backup.DEFAULT.at());
        return new Backup(keep, pointInTime, at);
    }

    private static Optional<Written<String>> url(Section section, String called) {
        Optional<Written<String>> url = section.text(
                "url", URL, "Where your own server is, without a password: postgresql://user@host:5432/database.");
        if (url.filter(text -> PASSWORD_IN_URL.matcher(text.value()).find()).isPresent()) {
            section.problem(
                    "url",
                    called + ": its url holds a password. Take it out, and write password: {env: NAME} or "
                            + "password: {file: path}.");
            return Optional.empty();
        }
        return url;
    }

    private static Optional<PasswordSource> password(Section section) {
        if (section.holdsOneValue("password")) {
            section.problem(
                    "password",
                    "Cannot use a password in a definition: whoever reads the file has it. Change the password, and "
                            + "write {env: NAME} or {file: path}.");
            return Optional.empty();
        }
        return section.section("password", "Where the password of url comes from.", password -> {
                    Optional<Written<String>> variable =
                            password.text("env", VARIABLE, "An environment variable that holds it.");
                    Optional<Written<String>> file =
                            password.text("file", FILE, "A file whose first line it is; relative to the project.");
                    if (password.has("env") == password.has("file")) {
                        password.problem(
                                "file",
                                "Cannot tell where the password comes from: write either {env: NAME} or {file: path}.");
                    }
                    return variable.<PasswordSource>map(text -> new PasswordSource.EnvironmentVariable(text.value()))
                            .or(() -> file.map(text -> new PasswordSource.File(text.value())));
                })
                .flatMap(source -> source);
    }

    private static Optional<Traffic> traffic(Section section) {
        Optional<Written<String>> call = section.requiredText(
                "call", STATEMENT, "The SQL statement to run over and over, each time in its own transaction.");
        double perSecond = section.number("per-second", 10, 0.01, 100_000, "How often it runs.");
        long seed = section.whole(
                "seed", 42, 0, Integer.MAX_VALUE, "For the session's setseed(), so that a run can be repeated.");
        return call.map(text -> new Traffic(text.value(), perSecond, seed));
    }

    private static Capture capture(Section section) {
        Optional<List<Written<String>>> tables = section.texts(
                "tables",
                TABLE,
                "Tables to capture, for example orders or sales.orders; all of the schema file if absent.");
        CaptureSettings settings = new CaptureSettings(
                section.duration(
                        "max-delay",
                        CaptureSettings.DEFAULT.maxDelay(),
                        Duration.ofMillis(100),
                        Duration.ofHours(1),
                        "How long a change may wait for its batch's end."),
                section.bytes(
                        "max-bytes",
                        CaptureSettings.DEFAULT.maxBytes(),
                        ByteSize.mebibytes(1),
                        ByteSize.mebibytes(1024),
                        "How much a batch holds in memory."),
                section.duration(
                        "max-wait",
                        CaptureSettings.DEFAULT.maxWait(),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1),
                        "How long a new slot or snapshot waits for transactions that began before it."));
        section.section("on-drift", "What happens when a captured table's columns change.", drift -> {
            drift.only("add", "forward", "A new column goes to the lake too.");
            drift.only("other", "stop", "Any other change stops that table until you decide.");
            return drift;
        });
        return new Capture(settings, tables);
    }
}
