package lakeward.cloud.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lakeward.core.plan.Plan;

/** The program: reads a plan, writes a folder of templates. Set {@code CDK_VALIDATION=false}, or it takes minutes. */
public final class Synth {
    private Synth() {}

    /** Takes a plan's file and the folder to write. Exits with 2 when it is called wrongly or refuses the plan. */
    public static void main(String... arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Cannot write templates: expected two arguments, a plan and a folder. Give both.");
            System.exit(2);
        }
        try {
            Plan plan = Plan.parse(Files.readString(Path.of(arguments[0])));
            Path folder = Files.createDirectories(Path.of(arguments[1]));
            Path assembly = Files.createTempDirectory(folder, "cdk");
            Templates.of(plan, assembly).write(folder);
            try (Stream<Path> files = Files.list(assembly)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(assembly);
        } catch (IllegalArgumentException refused) {
            System.err.println(refused.getMessage());
            System.exit(2);
        }
    }
}
