package lakeward.core.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.Access;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Budget;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.Database;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Network;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Traffic;
import lakeward.core.platform.Type;

/** Everything on this machine. */
final class LocalPlacement implements Placement {
    @Override
    public List<Part> guardrails(Optional<Guardrails> guardrails) {
        return guardrails.isEmpty()
                ? List.of()
                : cloudOnly(
                        "guardrails",
                        "guardrails",
                        "bounds of the platform",
                        "Nothing on this machine enforces them yet.");
    }

    @Override
    public List<Part> network(Optional<Network> network) {
        return network.isEmpty()
                ? List.of()
                : cloudOnly(
                        "network",
                        "network",
                        "a network of its own",
                        "This machine has its own network; every listener of the platform is on loopback.");
    }

    @Override
    public List<Part> lake(LakeSettings lake) {
        return lake.archiveRawAfter().isPresent()
                ? cloudOnly(
                        "lake:raw",
                        "lake",
                        "an archive of zone raw",
                        "This machine has one kind of storage; changes of zone raw stay where they are.")
                : List.of();
    }

    @Override
    public List<Part> database(Database database) {
        boolean own = database.url().isPresent();
        Fields content = Content.empty().with("url", database.url()).with("migrations", database.migrations());
        List<Part> parts = new ArrayList<>();
        parts.add(part(
                        id(database),
                        "database",
                        own ? "your PostgreSQL, as it stands" : "PostgreSQL, run by Lakeward",
                        Fidelity.EXACT,
                        own
                                ? "It is your own server; a slot and a publication are all that is made there."
                                : "It is a real PostgreSQL server, with its data in the state directory.")
                .content(content));
        if (!own) {
            parts.addAll(cloudOnly(
                    "backup:" + database.name(),
                    "backup",
                    "backups of %s".formatted(database.name()),
                    "Nothing on this machine backs up the embedded server yet."));
        }
        if (!own && database.insights()) {
            parts.addAll(cloudOnly(
                    "insights:" + database.name(),
                    "insights",
                    "what takes the time of %s".formatted(database.name()),
                    "Nothing on this machine records the embedded server's statements yet."));
        }
        return parts;
    }

    @Override
    public List<Part> server(MysqlServer server) {
        return cloudOnly(
                "server:" + server.name(),
                "database",
                "MySQL, run by Lakeward",
                "Nothing on this machine runs MySQL, and nothing captures it yet.");
    }

    @Override
    public List<Part> traffic(Database database, Traffic traffic) {
        return List.of(part(
                        "traffic:" + database.name(),
                        "traffic",
                        "made-up load",
                        Fidelity.SIMULATED,
                        "It stands for the users of the database; its seed repeats a run.")
                .content(Content.empty()
                        .with("call", traffic.call())
                        .with("per-second", BigDecimal.valueOf(traffic.perSecond()))
                        .with("seed", traffic.seed()))
                .needs(id(database)));
    }

    @Override
    public List<Part> capture(Database database) {
        return List.of(part(
                        "capture:" + database.name(),
                        "capture",
                        "the log of %s, read as it grows".formatted(database.name()),
                        Fidelity.EXACT,
                        "Every committed change is read from the log, with every value as PostgreSQL sends it.")
                .content(Contents.capture(database))
                .needs(id(database)));
    }

    @Override
    public List<Part> table(CapturedTable table) {
        String capture = "capture:" + table;
        return List.of(
                part(
                                capture,
                                "captured table",
                                "changes of %s from PostgreSQL's log".formatted(table),
                                Fidelity.EXACT,
                                "Every committed change is read from the log, with every value as PostgreSQL sends it.")
                        .content(Contents.capture(table))
                        .needs("capture:" + table.database()),
                table(table.raw(), table.rawSchema(), "every change of %s".formatted(table), capture),
                table(
                        table.processed(),
                        table.processedSchema(),
                        "%s as it stands".formatted(table),
                        table.raw().toString()));
    }

    private static Part table(TableId id, TableSchema schema, String what, String need) {
        return part(
                        id.toString(),
                        "table",
                        what,
                        Fidelity.EXACT,
                        "It is a Delta table, on this machine's disk instead of an object store.")
                .content(Contents.table(schema, Type::toString))
                .rewriting("columns", "key")
                .needs(need)
                .holdingData();
    }

    @Override
    public List<Part> models(List<Model> models) {
        return models.stream()
                .map(model -> part(
                                model.table().toString(),
                                "model",
                                "the result of %s".formatted(model.file()),
                                Fidelity.EQUIVALENT,
                                "DuckDB computes what Spark would: SQL that engines read differently is refused.")
                        .content(Contents.model(model, Type::toString))
                        .needs(Contents.needs(model, table -> table)))
                .toList();
    }

    @Override
    public List<Part> crawler(Crawler crawler) {
        return cloudOnly(
                "crawler:" + crawler.name(),
                "crawler",
                "a look at %s for files of others".formatted(crawler.path()),
                "Nothing on this machine looks for files that others put into the lake; they stay unread where they are.");
    }

    @Override
    public List<Part> access(Access access) {
        String why = "Nothing on this machine tells people apart yet: whoever has the run's token reads everything.";
        Stream<Part> signIn = access.signIn().stream()
                .flatMap(how -> cloudOnly("sign-in", "sign-in", "how people sign in", why).stream());
        Stream<Part> groups = access.groups().stream()
                .flatMap(group -> cloudOnly("group:" + group.name(), "group", "group " + group.name(), why).stream());
        Stream<Part> roles = access.roles().stream()
                .flatMap(role -> cloudOnly("role:" + role.name(), "role", "role " + role.name(), why).stream());
        return Stream.of(signIn, groups, roles).flatMap(parts -> parts).toList();
    }

    @Override
    public List<Part> alarm(Alarm alarm) {
        return cloudOnly(
                "alarm:" + alarm.name(),
                "alarm",
                alarm.condition(),
                "Nothing on this machine raises it yet; `lakeward status` shows the figures.");
    }

    @Override
    public List<Part> audit(Optional<Audit> audit) {
        return audit.isEmpty()
                ? List.of()
                : cloudOnly("audit", "audit", "who did what", "Nothing on this machine keeps an audit yet.");
    }

    @Override
    public List<Part> budget(Budget budget) {
        return cloudOnly(
                "budget:" + budget.name(),
                "budget",
                "what it may cost",
                "A run on this machine costs nothing to count.");
    }

    private static String id(Database database) {
        return "database:" + database.name();
    }

    private static List<Part> cloudOnly(String id, String construct, String what, String why) {
        return List.of(part(id, construct, what, Fidelity.CLOUD_ONLY, why));
    }

    private static Part part(String id, String construct, String what, Fidelity fidelity, String why) {
        return Part.of(id, construct, Site.LOCAL, what, fidelity, why);
    }
}
