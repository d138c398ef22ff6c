package lakeward.cloud.cloudformation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lakeward.cloud.aws.Synth;
import lakeward.core.plan.Action;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Step;

/** The real synthesis in this process, once for each set of wanted parts. */
final class Templates implements Synthesizer {
    private final Path folder;
    private final Map<List<Part>, Assembly> written = new HashMap<>();

    Templates(Path folder) {
        this.folder = folder;
    }

    @Override
    public Assembly templates(Plan plan) {
        List<Part> wanted = plan.steps().stream()
                .filter(step -> step.action() != Action.DELETE && step.action() != Action.LEAVE)
                .map(Step::part)
                .toList();
        return written.computeIfAbsent(wanted, none -> write(plan));
    }

    private Assembly write(Plan plan) {
        try {
            Path to = Files.createDirectories(folder.resolve("templates-" + written.size()));
            Path file = Files.writeString(to.resolve("plan.json"), plan.toJson());
            Synth.main(file.toString(), to.toString());
            return Assembly.read(to);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
