package lakeward.cli;

import java.nio.file.Path;
import java.util.Map;
import lakeward.definition.Scaffold;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "init", description = "Make a small working project.")
final class InitCommand extends ProjectCommand {
    @Parameters(paramLabel = "NAME", description = "Its name, and the folder it is made in.")
    private Path name;

    @Override
    Path folder() {
        return name;
    }

    @Override
    public Integer call() {
        Scaffold.write(name, name.toAbsolutePath().normalize().getFileName().toString());
        if (json()) {
            Output.json(Map.of("project", name.toString()));
        } else {
            screen().line("Made %s. Look into %s, then run `lakeward up %s`."
                    .formatted(name, name.resolve("lakeward.yaml"), name));
        }
        return 0;
    }
}
