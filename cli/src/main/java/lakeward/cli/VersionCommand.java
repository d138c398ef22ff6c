package lakeward.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Print the version of Lakeward and of what it runs on.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Mixin
    private Options options;

    static String number() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("0.1.0-SNAPSHOT");
    }

    @Override
    public Integer call() {
        if (options.json()) {
            Output.json(Map.of("lakeward", number(), "java", Runtime.version().toString()));
        } else {
            new Screen(System.out).line("Lakeward %s on Java %s".formatted(number(), Runtime.version()));
        }
        return 0;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Lakeward " + number()};
    }
}
