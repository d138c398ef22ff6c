package lakeward.core.platform;

import java.util.List;

/**
 * What the author wrote, read and checked; names no vendor.
 *
 * @param version the definition's format, 1
 * @param databases what is captured, in the author's order
 * @param models in an order in which each stands after what it reads
 * @param ground what it stands on
 * @param crawlers what looks for files of others in the lake
 * @param servers what runs beside the databases, and is not captured
 */
public record Platform(
        String name,
        int version,
        List<Database> databases,
        LakeSettings lake,
        List<Model> models,
        List<Target> targets,
        Ground ground,
        List<Crawler> crawlers,
        List<MysqlServer> servers) {
    public Platform {
        databases = List.copyOf(databases);
        models = List.copyOf(models);
        targets = List.copyOf(targets);
        crawlers = List.copyOf(crawlers);
        servers = List.copyOf(servers);
    }

    /** Returns the same platform with these targets. */
    public Platform with(List<Target> others) {
        return new Platform(name, version, databases, lake, models, others, ground, crawlers, servers);
    }

    /** Makes a platform without crawlers and servers of MySQL. */
    public Platform(
            String name,
            int version,
            List<Database> databases,
            LakeSettings lake,
            List<Model> models,
            List<Target> targets,
            Ground ground) {
        this(name, version, databases, lake, models, targets, ground, List.of(), List.of());
    }

    /** Makes the same, which stands on nothing but defaults. */
    public Platform(
            String name,
            int version,
            List<Database> databases,
            LakeSettings lake,
            List<Model> models,
            List<Target> targets) {
        this(name, version, databases, lake, models, targets, Ground.DEFAULT);
    }
}
