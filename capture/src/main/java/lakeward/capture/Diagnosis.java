package lakeward.capture;

import java.util.Collection;
import java.util.List;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Finding;

/** Looks for what stands in the way of capture. */
final class Diagnosis {
    private final Connections connections;

    Diagnosis(Connections connections) {
        this.connections = connections;
    }

    List<Finding> of(Collection<SourceTable> tables) {
        connections.settings();
        return List.of();
    }
}
