package lakeward.definition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.definition.yaml.Form;

/** Writes a small project that works. */
public final class Scaffold {
    /** The schema's place beside {@link Definitions#FILE}, which names it for editors. */
    private static final String SCHEMA = "lakeward.schema.json";

    private static final String PLACEHOLDER = "PLATFORM";
    private static final List<String> FILES = List.of(
            "lakeward.yaml",
            "db/app/001_tables.sql",
            "db/app/002_traffic.sql",
            "schemas/app.yaml",
            "models/orders_by_day.sql",
            "models/best_customers.sql",
            "gitignore");

    private Scaffold() {}

    /**
     * Writes a project.
     *
     * @param folder made if missing
     * @return the files, relative to the folder
     * @throws PlatformException if the name is none, the folder has files, or it can't be written
     */
    public static List<String> write(Path folder, String name) {
        if (!Form.NAME.pattern().matcher(name).matches()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot make project '%s': a platform's name is %s. Choose such a name."
                            .formatted(name, Form.NAME.expected()));
        }
        try {
            refuseIfUsed(folder, name);
            List<String> written = new ArrayList<>();
            for (String file : FILES) {
                String target = file.equals("gitignore") ? ".gitignore" : file;
                Files.createDirectories(folder.resolve(target).getParent());
                Files.writeString(folder.resolve(target), text(file).replace(PLACEHOLDER, name));
                written.add(target);
            }
            Files.writeString(folder.resolve(SCHEMA), Definitions.jsonSchema());
            written.add(SCHEMA);
            return List.copyOf(written);
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot make project '%s': %s. Choose a folder that can be written."
                            .formatted(name, failed.getMessage()),
                    failed);
        }
    }

    private static void refuseIfUsed(Path folder, String name) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new PlatformException(
                        Fault.DEFINITION,
                        "Cannot make project '%s': %s has files already. Choose another name or folder."
                                .formatted(name, folder));
            }
        }
    }

    private static String text(String file) throws IOException {
        try (InputStream resource = Scaffold.class.getResourceAsStream("scaffold/" + file)) {
            if (resource == null) {
                throw new IOException("The program lacks its own file scaffold/" + file);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
