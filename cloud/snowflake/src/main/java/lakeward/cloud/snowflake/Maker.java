package lakeward.cloud.snowflake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Part;
import lakeward.core.platform.PlatformException;

/** Makes objects of parts and takes them away, each in statements that may be done again. */
final class Maker {
    private final Session session;
    private final Inventory inventory;
    private final References references;
    private final Told told;

    Maker(Session session, Inventory inventory, References references, Told told) {
        this.session = session;
        this.inventory = inventory;
        this.references = references;
        this.told = told;
    }

    void make(Part part, Marker marker, Wanted wanted) {
        String what = "make %s %s".formatted(words(wanted.kind()), wanted.name());
        String comment = Mark.of(marker, wanted.told()).comment(wanted.comment());
        Optional<Found> there = standing(wanted, part, what);
        if (there.isEmpty()) {
            if (wanted.kind() == Kind.ICEBERG_TABLE) {
                session.use(Name.of(new Facts(part.id(), part.content()).text("warehouse")));
            }
            String answer = session.run(new Statement.Create(wanted, comment), what);
            if (answer.contains("already exists")) {
                // Our own statement, sent again by the driver, or somebody else's object.
                inventory.forget(wanted.kind());
                there = Optional.of(standing(wanted, part, what).orElseThrow(() -> taken(what)));
            }
        }
        if (there.isPresent()) {
            change(wanted, comment, what);
        }
        inventory.stands(new Found(wanted.kind(), wanted.name(), comment, Map.of()));
        switch (wanted.kind()) {
            case ROLE -> grant(part, wanted, there, what);
            case ROW_ACCESS_POLICY, MASKING_POLICY -> attach(part, wanted, what);
            default -> {}
        }
    }

    private Optional<Found> standing(Wanted wanted, Part part, String what) {
        Optional<Found> there = inventory.at(wanted.kind(), wanted.name());
        if (there.isPresent() && !isOf(there.get(), part)) {
            throw taken(what);
        }
        return there;
    }

    private boolean isOf(Found found, Part part) {
        return inventory.isOurs(found)
                && found.mark().orElseThrow().marker().part().equals(part.id());
    }

    private PlatformException taken(String what) {
        return Failures.environment(
                "Cannot %s in Snowflake account %s: there is one that Lakeward did not make for this. Rename that, or drop it if nobody needs it."
                        .formatted(what, session.account()));
    }

    private void change(Wanted wanted, String comment, String what) {
        if (wanted.rule().isPresent()) {
            session.run(
                    new Statement.SetBody(
                            wanted.kind(), wanted.name(), wanted.rule().get()),
                    what);
        }
        for (String column : wanted.columns()) {
            session.run(new Statement.AddColumn(wanted.name(), column), what);
        }
        List<Property> properties = new ArrayList<>(wanted.always());
        properties.add(Property.text("COMMENT", comment));
        session.run(new Statement.Set(wanted.kind(), wanted.name(), properties), what);
    }

    /** Gives a role what is planned and takes from it what is not. */
    private void grant(Part part, Wanted role, Optional<Found> before, String what) {
        List<Right> planned = Blueprint.rights(part);
        List<Right> has = before.map(told::rights).orElse(List.of());
        Set<String> kept = planned.stream().map(Right::told).collect(Collectors.toSet());
        Set<String> given = new HashSet<>(has.stream().map(Right::told).toList());
        for (Right right : has) {
            if (!kept.contains(right.told())) {
                session.run(new Statement.RevokeFrom(right, role.name()), what);
            }
        }
        for (Right right : planned) {
            if (!given.contains(right.told())) {
                session.run(new Statement.GrantTo(right, role.name()), what);
            }
        }
    }

    /** Puts a policy on its table, in place of what an older part of the same id was made as. */
    private void attach(Part part, Wanted policy, String what) {
        List<Found> all = inventory.ofPart(policy.kind(), part.id());
        Name table = Blueprint.table(part);
        List<String> columns = spelled(table, Blueprint.columns(policy.rule().orElseThrow()));
        List<Reference> now = references.of(all.stream().map(Found::name).toList());
        boolean done = now.stream().anyMatch(new Reference(policy.name(), table, columns)::equals);
        if (!done && policy.kind() == Kind.MASKING_POLICY) {
            session.run(new Statement.Mask(table, columns.get(0), policy.name()), what);
        } else if (!done) {
            Optional<Name> before = now.stream()
                    .filter(reference -> reference.table().equals(table))
                    .map(Reference::policy)
                    .findFirst();
            session.run(new Statement.FilterRows(table, before, policy.name(), columns), what);
        }
        for (Found other : all) {
            if (!other.name().equals(policy.name())) {
                drop(other);
            }
        }
    }

    /** Returns columns as the table in Snowflake spells them, which does not tell capitals apart. */
    private List<String> spelled(Name table, List<String> columns) {
        List<String> there =
                session
                        .rows("SHOW COLUMNS IN TABLE " + table.sql(), "look at table " + table, "any right on it")
                        .stream()
                        .map(row -> row.getOrDefault("column_name", ""))
                        .toList();
        return columns.stream()
                .map(column -> there.stream()
                        .filter(column::equalsIgnoreCase)
                        .findFirst()
                        .orElseThrow(() -> Failures.environment(
                                "Cannot put a policy on %s in Snowflake account %s: it has no column '%s', only %s. Let the platform's service run its model, then do it again."
                                        .formatted(table, session.account(), column, there))))
                .toList();
    }

    /** Takes away what was made of a part, where it stands. */
    void remove(Part part) {
        inventory.ofPart(Kind.of(part.id()), part.id()).forEach(this::drop);
    }

    private void drop(Found found) {
        String what = "take away %s %s".formatted(words(found.kind()), found.name());
        if (found.kind() == Kind.ROW_ACCESS_POLICY || found.kind() == Kind.MASKING_POLICY) {
            for (Reference reference : references.of(List.of(found.name()))) {
                session.run(detach(found, reference), what);
            }
        }
        session.run(new Statement.Drop(found.kind(), found.name()), what);
        inventory.gone(found.kind(), found.name());
    }

    private static Statement detach(Found policy, Reference reference) {
        return policy.kind() == Kind.ROW_ACCESS_POLICY
                ? new Statement.ShowAllRows(reference.table(), policy.name())
                : new Statement.Unmask(reference.table(), reference.columns().get(0));
    }

    /** Leaves what holds data where it stands, with a word that it is no longer looked after. */
    void leave(Part part) {
        for (Found found : inventory.ofPart(Kind.of(part.id()), part.id())) {
            Mark mark = found.mark().orElseThrow().leaving();
            String comment = mark.comment(part.what());
            session.run(
                    new Statement.Set(found.kind(), found.name(), List.of(Property.text("COMMENT", comment))),
                    "leave %s %s".formatted(words(found.kind()), found.name()));
            inventory.stands(new Found(found.kind(), found.name(), comment, found.row()));
        }
    }

    private static String words(Kind kind) {
        return kind.words().toLowerCase(Locale.ROOT);
    }
}
