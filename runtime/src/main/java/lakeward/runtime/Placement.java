package lakeward.runtime;

import java.net.URI;
import java.util.Map;
import lakeward.core.platform.Secret;

/**
 * How a process runs its work.
 *
 * @param target the target's name
 * @param lake where the lake is
 * @param servers those that run for databases of the platform, by the databases' names; what has none here is where the
 *     definition says, or in the state directory
 * @param passwords of databases on the author's own servers, in place of where the definition says, by the databases' names
 * @param landings where somebody else writes changes of databases, {@code s3://bucket}, by the databases' names; of others the log is read
 */
public record Placement(
        String target,
        Work work,
        LakeLocation lake,
        Map<String, DatabaseServer> servers,
        Map<String, Secret> passwords,
        Map<String, URI> landings) {
    /** Everything on this machine. */
    public static final Placement LOCAL =
            new Placement("local", new Work.Whole(), new LakeLocation.InState(), Map.of(), Map.of(), Map.of());

    public Placement {
        servers = Map.copyOf(servers);
        passwords = Map.copyOf(passwords);
        landings = Map.copyOf(landings);
    }
}
