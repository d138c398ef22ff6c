package lakeward.runtime;

import lakeward.core.platform.Database;
import lakeward.core.port.Source;

/** Opens what a platform's databases are made of on this machine. */
interface Engines {
    /** Opens a database, and starts its server if it is one of ours. Repeatable after a failure. */
    Source open(Database database);
}
