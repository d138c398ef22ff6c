package lakeward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(List<String> command) {
        StringWriter out = new StringWriter();
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");

        int exitCode = Main.commandLine().setOut(new PrintWriter(out)).execute(arguments.toArray(String[]::new));

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .startsWith("Usage: "
                        + String.join(" ", "lakeward", String.join(" ", command))
                                .strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            apply                        | Cannot run lakeward apply: missing required option: '--target=TARGET'. `lakeward apply --help` says what it takes.
            aply                         | Cannot run lakeward: unmatched argument at index 0: 'aply'. `lakeward --help` says what it takes.
            schema                       | Cannot tell what to do with the schema: say pull.
            apply ../examples/shop -t prod --image-tag v1 --plan no.json | Cannot read plan no.json: there is no such file or folder. Write one with `lakeward plan --out`.
            """)
    void commandLineThatIsWrongIsAnErrorThatSaysWhatToDo(String arguments, String expected) {
        StringWriter err = new StringWriter();

        int exitCode = Main.commandLine().setErr(new PrintWriter(err)).execute(arguments.split(" ", -1));

        assertThat(exitCode).isBetween(2, 3);
        assertThat(err.toString()).startsWith(expected).doesNotContain("Usage:");
    }

    static List<List<String>> commands() {
        List<List<String>> found = new ArrayList<>();
        collect(Main.commandLine(), List.of(), found);
        return found;
    }

    private static void collect(CommandLine command, List<String> words, List<List<String>> found) {
        found.add(words);
        command.getSubcommands().forEach((name, below) -> {
            // Help's help is that of the whole program.
            if (!name.equals("help")) {
                List<String> longer = new ArrayList<>(words);
                longer.add(name);
                collect(below, longer, found);
            }
        });
    }
}
