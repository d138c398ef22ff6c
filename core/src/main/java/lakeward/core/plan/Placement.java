package lakeward.core.plan;

import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Access;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Budget;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.Database;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Network;
import lakeward.core.platform.Traffic;

/**
 * How a target makes real what a platform is made of: one method for each construct, so that a new construct fails to
 * compile in every target. Each returns parts without doing anything, also for what the target does not do: that is a
 * part too, which says so.
 */
interface Placement {
    List<Part> guardrails(Optional<Guardrails> guardrails);

    List<Part> network(Optional<Network> network);

    List<Part> lake(LakeSettings lake);

    List<Part> database(Database database);

    List<Part> server(MysqlServer server);

    List<Part> traffic(Database database, Traffic traffic);

    /** Places what reads a database's log. */
    List<Part> capture(Database database);

    List<Part> table(CapturedTable table);

    List<Part> models(List<Model> models);

    List<Part> crawler(Crawler crawler);

    List<Part> access(Access access);

    List<Part> alarm(Alarm alarm);

    List<Part> audit(Optional<Audit> audit);

    List<Part> budget(Budget budget);
}
