package lakeward.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command about one project. */
abstract class ProjectCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    private final Screen screen = new Screen(System.out);

    /** Returns the project's folder as given. */
    abstract Path folder();

    boolean json() {
        return options.json();
    }

    boolean debug() {
        return options.debug();
    }

    Screen screen() {
        return screen;
    }

    Project project() {
        return new Project(folder());
    }

    Path state() {
        return options.state(folder());
    }
}
