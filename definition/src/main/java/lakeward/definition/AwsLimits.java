package lakeward.definition;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.plan.AwsFacts;
import lakeward.core.platform.Access.Group;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Budget;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.Database;
import lakeward.core.platform.Ground;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Recipient;
import lakeward.core.platform.Role;
import lakeward.definition.problem.Problems;
import lakeward.definition.yaml.Written;

/** Checks that what a target makes on AWS has names which AWS takes, and that it is not more than one stack holds. */
final class AwsLimits {
    /** Capture by DMS takes ten resources a database, and all of them are in one stack. */
    private static final int MOST_DATABASES = 40;

    private final Platform platform;
    private final Ground ground;
    private final Problems problems;

    AwsLimits(Platform platform, Problems problems) {
        this.platform = platform;
        this.ground = platform.ground();
        this.problems = problems;
    }

    void check(TargetSettings target) {
        checkNames(target);
        checkSizes(target.name());
    }

    private void checkNames(TargetSettings settings) {
        Written<String> target = settings.name();
        String prefix = platform.name() + "-" + target.value();
        // Of what has several names, the longest; a budget's, which may have a hundred characters, is shorter then.
        if (settings.namesSnowflake()) {
            name(target, "the role of Snowflake", prefix + "-snowflake", AwsFacts.LONGEST_ROLE);
        }
        if (settings.namesDatabricks()) {
            name(target, "the role of Databricks", prefix + "-databricks", AwsFacts.LONGEST_ROLE);
        } else {
            name(target, "the service of models", prefix + "-models-starter", AwsFacts.LONGEST_ROLE);
        }
        for (Database database : platform.databases()) {
            String what = "database '%s'".formatted(database.name());
            name(
                    target,
                    "the capture of " + what,
                    "%s-capture-%s-starter".formatted(prefix, database.name()),
                    AwsFacts.LONGEST_ROLE);
            if (database.url().isEmpty()) {
                server(target, what, prefix + "-" + database.name());
            }
        }
        for (MysqlServer server : platform.servers()) {
            String what = "database '%s'".formatted(server.name());
            name(target, what, prefix + "-" + server.name(), AwsFacts.LONGEST_SERVER);
            server(target, what, prefix + "-" + server.name());
        }
        for (Crawler crawler : platform.crawlers()) {
            name(
                    target,
                    "crawler '%s'".formatted(crawler.name()),
                    prefix + "-crawler-" + crawler.name(),
                    AwsFacts.LONGEST_ROLE);
        }
        for (Role role : ground.access().roles()) {
            name(target, "role '%s'".formatted(role.name()), role.name(), AwsFacts.LONGEST_PERMISSION_SET);
        }
    }

    private void name(Written<String> target, String what, String written, int most) {
        String name = written.replace('_', '-');
        if (name.length() > most) {
            problems.add(
                    target.place(),
                    "Cannot name %s on target '%s': '%s' has %d characters, and AWS takes %d. Shorten a name in it."
                            .formatted(what, target.value(), name, name.length(), most));
        }
    }

    private void server(Written<String> target, String what, String written) {
        String name = written.replace('_', '-');
        if (name.contains("--") || name.endsWith("-")) {
            problems.add(
                    target.place(),
                    "Cannot name %s on target '%s': AWS takes no '%s', with two dashes together or one at its end. Write no __ in a name, and no _ at its end."
                            .formatted(what, target.value(), name));
        }
    }

    private void checkSizes(Written<String> target) {
        int all = platform.databases().size() + platform.servers().size();
        if (all > MOST_DATABASES) {
            size(target, "%d databases".formatted(all), "%d".formatted(MOST_DATABASES));
        }
        int notices = notices();
        if (notices > AwsFacts.MOST_RESOURCES) {
            size(
                    target,
                    "alarms and budgets with all whom they tell, %d resources".formatted(notices),
                    "%d".formatted(AwsFacts.MOST_RESOURCES));
        }
        int people = people();
        if (people > AwsFacts.MOST_RESOURCES) {
            size(target, "roles and groups, %d resources".formatted(people), "%d".formatted(AwsFacts.MOST_RESOURCES));
        }
    }

    private void size(Written<String> target, String what, String most) {
        problems.add(
                target.place(),
                "Cannot make target '%s': a stack has no room for %s, but for %s. Divide the platform into two."
                        .formatted(target.value(), what, most));
    }

    /** An alarm has itself, a topic and its policy, a budget also what looks for surprises; and a line for each address. */
    private int notices() {
        int resources = 2;
        for (Alarm alarm : ground.alarms()) {
            resources += 3 + addresses(alarm.to());
        }
        for (Budget budget : ground.budgets()) {
            resources += 4 + addresses(budget.to());
        }
        return resources;
    }

    private int addresses(List<Recipient> recipients) {
        Set<String> addresses = new TreeSet<>();
        for (Recipient recipient : recipients) {
            switch (recipient.kind()) {
                case MAIL -> addresses.add(recipient.name());
                case ROLE ->
                    ground.access().groups().stream()
                            .filter(group -> group.roles().contains(recipient.name()))
                            .forEach(group -> addresses.addAll(group.people()));
            }
        }
        return addresses.size();
    }

    private int people() {
        int resources = ground.access().roles().size();
        for (Group group : ground.access().groups()) {
            resources += 1 + group.roles().size();
        }
        return resources;
    }
}
