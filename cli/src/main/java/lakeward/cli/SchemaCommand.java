package lakeward.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.Fault;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Target;
import lakeward.definition.Definitions;
import lakeward.definition.SchemaFile;
import lakeward.server.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schema",
        description = "What the captured tables look like.",
        subcommands = SchemaCommand.PullCommand.class)
final class SchemaCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Cannot tell what to do with the schema: say pull.");
    }

    @Command(name = "pull", description = "Write schemas/<database>.yaml from each database as it stands.")
    static final class PullCommand extends FolderCommand {
        @Override
        public Integer call() {
            Definitions.Sources read = Definitions.sources(folder(), System.getenv());
            if (read instanceof Definitions.Sources.Invalid invalid) {
                throw new PlatformException(Fault.DEFINITION, Project.text(invalid.problems()));
            }
            Definitions.Sources.Valid valid = (Definitions.Sources.Valid) read;
            List<String> written = new ArrayList<>();
            try (Session session = Session.open(this, Session.Need.LAKE, () -> databasesOf(valid))) {
                for (Definitions.Source source : valid.sources()) {
                    written.add(pull(source, session.client()));
                }
            }
            if (json()) {
                Output.json(Map.of("written", written));
            } else {
                screen().line("Wrote %s. Commit what changed.".formatted(String.join(", ", written)));
            }
            return 0;
        }

        private String pull(Definitions.Source source, PlatformClient client) {
            String database = source.database().name();
            Map<String, TableSchema> found = Json.MAPPER.convertValue(
                    client.get("/api/schema", Map.of("database", database)),
                    new TypeReference<Map<String, TableSchema>>() {});
            Map<SourceTable, TableSchema> wanted = new TreeMap<>();
            found.forEach((name, schema) -> {
                SourceTable table = SourceTable.parse(name);
                if (source.tables().isEmpty() || source.tables().contains(table)) {
                    wanted.put(table, schema);
                }
            });
            SchemaFile.write(folder(), database, wanted);
            return SchemaFile.path(database);
        }

        /** The databases alone: there may be no schema files to read models by yet. */
        private static Platform databasesOf(Definitions.Sources.Valid valid) {
            return new Platform(
                    valid.platform(),
                    1,
                    valid.sources().stream().map(Definitions.Source::database).toList(),
                    LakeSettings.DEFAULT,
                    List.of(),
                    List.of(Target.LOCAL));
        }
    }
}
