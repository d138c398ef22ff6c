package lakeward.cloud.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A stack of CloudFormation, how it stands and what is proposed for it. */
final class FakeStack {
    final String name;
    final Instant created;
    String status = "REVIEW_IN_PROGRESS";
    String next = "REVIEW_IN_PROGRESS";
    FakeTemplate template = FakeTemplate.NONE;
    Map<String, String> tags = Map.of();
    final Map<String, ChangeSet> changeSets = new LinkedHashMap<>();
    final List<String> events = new ArrayList<>();
    /** What somebody changed: a property, by the resource's id. */
    final Map<String, String> byHand = new TreeMap<>();

    boolean isLookedAt;

    FakeStack(String name, Instant created) {
        this.name = name;
        this.created = created;
    }

    /** A proposal. */
    static final class ChangeSet {
        String status = "CREATE_IN_PROGRESS";
        String execution = "UNAVAILABLE";
        Optional<String> refused = Optional.empty();
        FakeTemplate template = FakeTemplate.NONE;
        Map<String, String> tags = Map.of();
        boolean imports;
        boolean putsBack;
    }
}
