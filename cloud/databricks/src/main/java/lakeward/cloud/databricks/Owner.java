package lakeward.cloud.databricks;

import lakeward.core.plan.Content;
import lakeward.core.plan.Part;

/** The platform on its target, as the owner of what it made. */
record Owner(String platform, String target) {
    Label label(Part part, Content properties) {
        return Label.of(platform, target, part, properties);
    }

    /** Returns a name that no other target of a platform has, as plans give them. */
    String named(String what) {
        return "%s-%s-%s".formatted(platform, target, what).replace('_', '-');
    }

    boolean made(Label label) {
        return label.marker().isOf(platform, target);
    }
}
