package lakeward.core.plan;

import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.Traffic;

/**
 * How a target makes real what a platform is made of: one method for each construct, so that a new construct fails to
 * compile in every target. Each returns the step without doing anything.
 */
interface Placement {
    Step database(Database database);

    Step traffic(Database database, Traffic traffic);

    Step capture(CapturedTable table);

    Step raw(CapturedTable table);

    Step processed(CapturedTable table);

    Step model(Model model);
}
