package lakeward.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lakeward.core.platform.ByteSize;
import lakeward.observe.Status;
import picocli.CommandLine.Command;

@Command(name = "status", description = "Show what is running, how far it is, and what is wrong.")
final class StatusCommand extends FolderCommand {
    @Override
    public Integer call() {
        PlatformClient client = Session.running(state());
        Status status = client.get("/api/status", Status.class);
        if (json()) {
            Output.json(status);
            return 0;
        }
        screen().line("%s on %s, up %s, pid %d · %s"
                .formatted(
                        status.platform(),
                        status.target(),
                        Figures.seconds(
                                Duration.between(status.since(), status.asOf()).toMillis() / 1000.0),
                        client.pid(),
                        screen().isTerminal() ? client.consoleUrl() : client.url()));
        screen().line("");
        screen().table(
                        List.of("TABLE", "ROWS", "CHANGES/S", "LAG", "LAST COMMIT", "STATE"),
                        status.tables().stream().map(StatusCommand::row).toList());
        if (!status.models().isEmpty()) {
            screen().line("");
            screen().table(
                            List.of("MODEL", "ROWS", "AS OF", "LAST RUN", "EXPECTATIONS", "STATE"),
                            status.models().stream().map(StatusCommand::row).toList());
        }
        problems(status).forEach(problem -> screen().line("\n" + screen().bad(problem)));
        return 0;
    }

    private static List<String> row(Status.TableStatus table) {
        return List.of(
                table.database() + "." + table.source(),
                Figures.count(table.rows()),
                Figures.rate(table.changesPerSecond()),
                "%s, %s, %s rows"
                        .formatted(
                                Figures.seconds(table.lagSeconds()),
                                new ByteSize(table.lagBytes()),
                                Figures.count(table.lagRows())),
                table.version() < 0 ? "–" : "v%d %s".formatted(table.version(), Figures.time(table.lastCommit())),
                table.state());
    }

    private static List<String> row(Status.ModelStatus model) {
        return List.of(
                model.name(),
                Figures.count(model.rows()),
                Figures.time(model.asOf()),
                "%s s".formatted(Figures.rate(model.seconds())),
                expectations(model),
                model.failures() > 0 ? "failed %d times".formatted(model.failures()) : model.state());
    }

    private static String expectations(Status.ModelStatus model) {
        long broken =
                model.violations().values().stream().filter(rows -> rows > 0).count();
        if (broken == 0) {
            return "%d met".formatted(model.violations().size());
        }
        return model.quarantined() == 0
                ? "%d broken".formatted(broken)
                : "%d broken, %s quarantined".formatted(broken, Figures.count(model.quarantined()));
    }

    private static List<String> problems(Status status) {
        List<String> problems = new ArrayList<>();
        status.databases().stream().map(Status.DatabaseStatus::problem).forEach(problems::add);
        status.tables().stream().map(Status.TableStatus::problem).forEach(problems::add);
        status.models().stream().map(Status.ModelStatus::problem).forEach(problems::add);
        problems.removeIf(String::isEmpty);
        return problems;
    }
}
