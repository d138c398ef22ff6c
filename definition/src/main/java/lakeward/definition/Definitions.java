package lakeward.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.Database;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Ground;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Problem;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Target;
import lakeward.core.platform.Zone;
import lakeward.core.port.SqlParser;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.sql.ModelSql;
import lakeward.definition.yaml.JsonSchema;
import lakeward.definition.yaml.Variables;
import lakeward.definition.yaml.Written;

/** Reads definitions: {@code lakeward.yaml}, what it includes, models and schema files. Needs no database and no network. */
public final class Definitions {
    /** The file that a definition begins with. */
    public static final String FILE = "lakeward.yaml";

    /**
     * A database as its author describes it, whether or not its schema file is there yet.
     *
     * @param database without tables
     * @param tables those to capture, empty for all
     */
    public record Source(Database database, List<SourceTable> tables) {}

    /** What reading the databases alone gives. */
    public sealed interface Sources {
        /** The databases; nothing is wrong with what is said of them. */
        record Valid(String platform, List<Source> sources) implements Sources {}

        /** What is wrong. */
        record Invalid(List<Problem> problems) implements Sources {}
    }

    private Definitions() {}

    /**
     * Reads a project's definition.
     *
     * @param folder the project's folder
     * @param environment what {@code ${env.NAME}} stands for
     */
    public static Result read(Path folder, SqlParser parser, Map<String, String> environment) {
        return read(folder, parser, new Variables(environment));
    }

    /**
     * Reads a project's definition as it is written, without the environment of a machine: {@code ${env.NAME}} stays as
     * it is. For checking and planning; nothing can be opened from it where a variable is left.
     */
    public static Result readAsWritten(Path folder, SqlParser parser) {
        return read(folder, parser, Variables.withoutEnvironment());
    }

    private static Result read(Path folder, SqlParser parser, Variables variables) {
        Problems problems = new Problems();
        DefinitionFiles.Found found = DefinitionFiles.read(folder, variables, problems);
        Optional<PlatformSettings> settings = found.settings();
        if (settings.isEmpty()) {
            return new Result.Invalid(problems.sorted());
        }
        DatabaseReader databases = new DatabaseReader(folder, settings.get(), problems);
        List<Database> read = databases.read();
        List<MysqlServer> servers = databases.servers();
        ModelReader models = new ModelReader(parser, databases.tables(), problems);
        List<Model> ordered = models.read(found, settings.get().models());
        LakeNames names = new LakeNames(models, read, servers, ordered, problems);
        AccessReader access = new AccessReader(names, new ModelSql(parser, problems), problems);
        Ground ground = new GroundReader(settings.get().ground(), names, access, problems).read();
        String name = settings.get().name().map(Written::value).orElse("");
        LakeSettings lake = settings.get().lake().orElse(LakeSettings.DEFAULT);
        List<Crawler> crawlers =
                new CrawlerReader(names, problems).read(settings.get().crawlers());
        Platform platform = new Platform(name, 1, read, lake, ordered, List.of(), ground, crawlers, servers);
        Map<TableId, Place> places = new HashMap<>(databases.places());
        found.models()
                .forEach(file -> places.putIfAbsent(
                        new TableId(Zone.CURATED, file.name().value()),
                        file.name().place()));
        boolean networkIsKnown = !settings.get().ground().hasBrokenNetwork();
        List<Target> targets = new TargetReader(platform, places, networkIsKnown, problems)
                .read(settings.get().targets());
        return problems.isEmpty() ? new Result.Valid(platform.with(targets)) : new Result.Invalid(problems.sorted());
    }

    /** Reads the databases alone, which is what {@code lakeward schema pull} needs before there are schema files. */
    public static Sources sources(Path folder, Map<String, String> environment) {
        Problems problems = new Problems();
        DefinitionFiles.Found found = DefinitionFiles.read(folder, new Variables(environment), problems);
        if (!problems.isEmpty() || found.settings().isEmpty()) {
            return new Sources.Invalid(problems.sorted());
        }
        PlatformSettings settings = found.settings().get();
        List<Source> sources = settings.databases().stream()
                .filter(database -> !database.isMysql())
                .map(database -> new Source(
                        database.toDatabase(List.of()),
                        database.capture().tables().orElse(List.of()).stream()
                                .map(table -> SourceTable.parse(table.value()))
                                .toList()))
                .toList();
        return new Sources.Valid(settings.name().orElseThrow().value(), sources);
    }

    /**
     * Returns the files that a definition is made of, sorted, relative to its folder: the first one, what it includes,
     * schema files and migrations. Whatever else lies in the folder is not part of it.
     *
     * @throws PlatformException if the definition cannot be read
     */
    public static List<String> files(Path folder) {
        Problems problems = new Problems();
        DefinitionFiles.Found found = DefinitionFiles.read(folder, Variables.withoutEnvironment(), problems);
        if (!problems.isEmpty()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot list the files of the definition in %s: it has problems, the first is %s Run `lakeward validate`."
                            .formatted(folder, problems.sorted().get(0)));
        }
        TreeSet<String> files = new TreeSet<>(found.files());
        for (DatabaseSettings database : found.settings().orElseThrow().databases()) {
            String schema = SchemaFile.path(database.name().value());
            if (Files.isRegularFile(folder.resolve(schema))) {
                files.add(schema);
            }
            database.migrations().ifPresent(path -> files.addAll(migrations(folder, path.value())));
        }
        return List.copyOf(files);
    }

    private static List<String> migrations(Path folder, String path) {
        try (Stream<Path> files = Files.list(folder.resolve(path))) {
            return files.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".sql"))
                    .toList();
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot list the migrations in %s: %s. Make it a folder that can be read."
                            .formatted(folder.resolve(path), failed.getMessage()),
                    failed);
        }
    }

    /** Returns the JSON Schema of {@link #FILE}, with which editors complete and check it. */
    public static String jsonSchema() {
        return JsonSchema.of("Lakeward platform", PlatformSettings::readMain);
    }
}
