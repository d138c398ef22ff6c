package lakeward.core.platform;

import java.util.List;

/**
 * What the author wrote, read and checked; names no vendor.
 *
 * @param version the definition's format, 1
 * @param databases what is captured, in the author's order
 * @param models in an order in which each stands after what it reads
 */
public record Platform(
        String name,
        int version,
        List<Database> databases,
        LakeSettings lake,
        List<Model> models,
        List<Target> targets) {
    public Platform {
        databases = List.copyOf(databases);
        models = List.copyOf(models);
        targets = List.copyOf(targets);
    }
}
