package lakeward.cli;

import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Target;

/** The targets of a definition, by name. */
final class Targets {
    private Targets() {}

    /** @throws PlatformException if the definition has no such target */
    static Target named(Platform platform, String name) {
        return platform.targets().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot plan for target '%s': the definition has %s. Name one of them, or add it under targets."
                                .formatted(
                                        name,
                                        platform.targets().stream()
                                                .map(Target::name)
                                                .toList())));
    }

    /** @throws PlatformException if it is no target in the cloud */
    static Target cloud(Platform platform, String name) {
        Target target = named(platform, name);
        if (target instanceof Target.Cloud) {
            return target;
        }
        throw new PlatformException(
                Fault.DEFINITION,
                "Cannot deploy to target '%s': it is this machine. Run `lakeward up` here, or name a target in the cloud."
                        .formatted(name));
    }
}
