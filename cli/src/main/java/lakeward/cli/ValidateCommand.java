package lakeward.cli;

import java.util.Map;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.definition.Result;
import picocli.CommandLine.Command;

@Command(name = "validate", description = "Check the definition: needs no database and no network.")
final class ValidateCommand extends FolderCommand {
    @Override
    public Integer call() {
        Result result = project().read();
        if (result instanceof Result.Invalid invalid) {
            if (json()) {
                Output.json(Map.of("problems", invalid.problems()));
            } else {
                screen().line(Project.text(invalid.problems()));
            }
            return Fault.DEFINITION.exitCode();
        }
        Platform platform = ((Result.Valid) result).platform();
        int tables = platform.databases().stream()
                .mapToInt(database -> database.tables().size())
                .sum();
        if (json()) {
            Output.json(Map.of("platform", platform.name(), "problems", new Object[0]));
        } else {
            screen().line("%s is well: %d captured tables, %d models."
                    .formatted(platform.name(), tables, platform.models().size()));
        }
        return 0;
    }
}
