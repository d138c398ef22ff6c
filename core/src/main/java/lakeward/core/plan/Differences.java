package lakeward.core.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Standing.Stood;

/** What must be done for what stands to become what is wanted. */
final class Differences {
    private Differences() {}

    /**
     * Returns the steps, those that make first.
     *
     * @param deleteData ids of parts whose data may go when they are no longer wanted
     */
    static List<Step> between(Standing standing, List<Part> wanted, Set<String> deleteData) {
        List<Step> steps = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Part part : Order.of(wanted)) {
            ids.add(part.id());
            Step step = step(part, Optional.ofNullable(standing.parts().get(part.id())));
            if (step.action() == Action.REPLACE) {
                Replacements.check(part, standing);
            }
            steps.add(step);
        }
        Map<String, Part> unwanted = new HashMap<>();
        standing.parts().forEach((id, stood) -> {
            if (!ids.contains(id)) {
                unwanted.put(id, asPart(id, stood));
            }
        });
        for (Part part : Order.of(reversed(standing, unwanted))) {
            String stands = standing.parts().get(part.id()).state();
            steps.add(removal(part, stands, deleteData.contains(part.id())));
        }
        return steps;
    }

    private static Step step(Part part, Optional<Stood> stands) {
        if (!part.made()) {
            boolean was = stands.isPresent();
            return new Step(
                    was ? Action.LEAVE : Action.NOTHING,
                    part,
                    was && stands.get().holdsData() ? OnData.KEEPS : OnData.NONE,
                    stands.map(Stood::state),
                    List.of(),
                    List.of(),
                    List.of());
        }
        if (stands.isEmpty()) {
            return new Step(Action.CREATE, part, OnData.NONE, Optional.empty(), List.of(), part.grants(), List.of());
        }
        Stood stood = stands.get();
        List<String> changes = new ArrayList<>(stood.content()
                .map(before -> Content.differences(before, part.content()))
                .orElse(List.of()));
        stood.byHand().forEach(change -> changes.add(Step.byHand(change)));
        Action action = action(part, stood);
        return new Step(
                action,
                part,
                onData(action, part, stood),
                Optional.of(stood.state()),
                changes,
                without(part.grants(), stood.grants()),
                without(stood.grants(), part.grants()));
    }

    private static Action action(Part part, Stood stood) {
        boolean moved = !part.site().equals(stood.site());
        if (moved || !Standing.digestOf(part.content().only(part.fixed())).equals(stood.fixedDigest())) {
            return Action.REPLACE;
        }
        boolean same = Standing.digestOf(part.content()).equals(stood.digest())
                && part.grants().equals(stood.grants())
                && stood.byHand().isEmpty();
        return same ? Action.NOTHING : Action.CHANGE;
    }

    private static OnData onData(Action action, Part part, Stood stood) {
        if (!stood.holdsData()) {
            return OnData.NONE;
        }
        return switch (action) {
            case NOTHING, LEAVE -> OnData.KEEPS;
            case CHANGE -> rewrites(part, stood) ? OnData.REWRITES : OnData.KEEPS;
            case CREATE -> OnData.NONE;
            case REPLACE, DELETE -> OnData.DELETES;
        };
    }

    /** Whether the change writes rows again; where the vendor does not tell what stood, it may. */
    private static boolean rewrites(Part part, Stood stood) {
        boolean sameContent = Standing.digestOf(part.content()).equals(stood.digest());
        return !sameContent
                && part.rewriting().stream()
                        .anyMatch(field -> stood.content().isEmpty()
                                || changesWhatIsThere(
                                        stood.content().get().get(field),
                                        part.content().get(field)));
    }

    /** Things are told apart by name; one more, or one less, leaves the rows as they are. */
    private static boolean changesWhatIsThere(Optional<Content> before, Optional<Content> after) {
        Map<Content, Content> types = types(before);
        Map<Content, Content> wanted = types(after);
        if (types.isEmpty() || wanted.isEmpty()) {
            return !before.equals(after);
        }
        return types.entrySet().stream()
                .anyMatch(entry -> wanted.containsKey(entry.getKey())
                        && !wanted.get(entry.getKey()).equals(entry.getValue()));
    }

    private static Map<Content, Content> types(Optional<Content> list) {
        Map<Content, Content> types = new HashMap<>();
        if (list.isPresent() && list.get() instanceof Items items) {
            for (Content item : items.values()) {
                if (item instanceof Fields fields
                        && fields.get("name").isPresent()
                        && fields.get("type").isPresent()) {
                    types.put(fields.get("name").get(), fields.get("type").get());
                }
            }
        }
        return types;
    }

    private static Step removal(Part part, String stands, boolean withData) {
        boolean keeps = part.holdsData() && !withData;
        OnData data = !part.holdsData() ? OnData.NONE : keeps ? OnData.KEEPS : OnData.DELETES;
        Action action = keeps ? Action.LEAVE : Action.DELETE;
        return new Step(action, part, data, Optional.of(stands), List.of(), List.of(), part.grants());
    }

    private static Part asPart(String id, Stood stood) {
        Part part = Part.of(
                        id,
                        stood.construct(),
                        stood.site(),
                        stood.what(),
                        Fidelity.EXACT,
                        "The definition has it no more.")
                .granting(stood.grants());
        return stood.holdsData() ? part.holdingData() : part;
    }

    /** What needed another when it was made goes before it. */
    private static List<Part> reversed(Standing standing, Map<String, Part> unwanted) {
        Map<String, List<String>> neededBy = new HashMap<>();
        standing.parts().forEach((id, stood) -> {
            if (unwanted.containsKey(id)) {
                stood.needs().stream()
                        .filter(unwanted::containsKey)
                        .forEach(need -> neededBy.computeIfAbsent(need, none -> new ArrayList<>())
                                .add(id));
            }
        });
        return standing.parts().keySet().stream()
                .filter(unwanted::containsKey)
                .map(id -> unwanted.get(id).needs(neededBy.getOrDefault(id, List.of())))
                .toList();
    }

    private static List<Grant> without(List<Grant> grants, List<Grant> others) {
        Set<Grant> known = new HashSet<>(others);
        return grants.stream().filter(grant -> !known.contains(grant)).toList();
    }
}
