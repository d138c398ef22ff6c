package lakeward.runtime;

import java.util.List;
import java.util.stream.Collectors;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Finding;

/** What stands in the way of capturing a database, as an error with its remedies. */
final class Blockers {
    private Blockers() {}

    /** @throws PlatformException if a finding is blocking; the message has each with its remedy */
    static void refuse(String database, List<Finding> findings) {
        List<Finding> blocking = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.BLOCKING)
                .toList();
        if (!blocking.isEmpty()) {
            String list = blocking.stream()
                    .map(finding -> "\n  ✗ %s%s"
                            .formatted(
                                    finding.what(),
                                    finding.remedy()
                                            .map(remedy -> "\n      " + remedy.replace("\n", "\n      "))
                                            .orElse("")))
                    .collect(Collectors.joining());
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot capture '%s': %s must change first, see also `lakeward doctor`.%s"
                            .formatted(
                                    database, blocking.size() == 1 ? "one thing" : blocking.size() + " things", list));
        }
    }
}
