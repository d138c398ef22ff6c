package lakeward.cloud.snowflake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import lakeward.core.plan.Label;
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
        String comment = Label.of(marker, Told.content(wanted.told())).after(wanted.comment());
        Optional<Found> there = standing(wanted, part, what);
        if (there.isEmpty()) {
            if (wanted.kind() == Kind.ICEBERG_TABLE) {
                session.use(Name.of(new Facts(part.id(), part.content()).text("warehouse")));
            }
            // What stands all the same is of our own statement, sent again by the driver, or somebody else's object.
            Statement create = new Statement.Create(wanted, comment);
            if (!wanted.kind().isMadeLeniently()) {
                settle(create, what, () -> standingNow(wanted, part, what).isPresent());
            } else if (session.run(create, what).contains("already exists")) {
                there = Optional.of(standingNow(wanted, part, what).orElseThrow(() -> taken(what)));
            }
        }
        if (there.isPresent()) {
            change(wanted, comment, what);
        }
        inventory.stands(Found.of(wanted.kind(), wanted.name(), comment, Map.of()));
        if (wanted.kind() == Kind.ROLE) {
            grant(part, wanted, there, what);
        }
        if (wanted.rule().isPresent()) {
            attach(part, wanted, there.isEmpty(), what);
        }
    }

    private Optional<Found> standing(Wanted wanted, Part part, String what) {
        Optional<Found> there = inventory.at(wanted.kind(), wanted.name());
        if (there.isPresent() && !isOf(there.get(), part)) {
            throw taken(what);
        }
        return there;
    }

    private Optional<Found> standingNow(Wanted wanted, Part part, String what) {
        inventory.forget(wanted.kind());
        return standing(wanted, part, what);
    }

    private boolean isOf(Found found, Part part) {
        return inventory.isOurs(found)
                && found.label().orElseThrow().marker().part().equals(part.id());
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
    private void attach(Part part, Wanted policy, boolean isNew, String what) {
        List<Found> all = inventory.ofPart(policy.kind(), part.id());
        Name table = Blueprint.table(part);
        Reference wanted = new Reference(
                policy.name(),
                table,
                spelled(table, Blueprint.columns(policy.rule().orElseThrow())));
        // What was made just now is on nothing, and to ask wakes the warehouse.
        List<Reference> now = isNew && all.size() == 1 ? List.of() : references(all);
        if (!now.contains(wanted)) {
            settle(
                    putting(policy.kind(), wanted, now),
                    what,
                    () -> references(all).contains(wanted));
        }
        for (Found other : all) {
            if (!other.name().equals(policy.name())) {
                drop(other);
            }
        }
    }

    private static Statement putting(Kind kind, Reference wanted, List<Reference> now) {
        if (kind == Kind.MASKING_POLICY) {
            return new Statement.Mask(wanted.table(), wanted.columns().get(0), wanted.policy());
        }
        Optional<Name> before = now.stream()
                .filter(reference -> reference.table().equals(wanted.table()))
                .map(Reference::policy)
                .findFirst();
        return new Statement.FilterRows(wanted.table(), before, wanted.policy(), wanted.columns());
    }

    private List<Reference> references(List<Found> policies) {
        return references.of(policies.stream().map(Found::name).toList());
    }

    /** Does what cannot be done twice. If it was, and its answer was lost, Snowflake refuses it the second time. */
    private void settle(Statement statement, String what, BooleanSupplier isDone) {
        try {
            session.run(statement, what);
        } catch (PlatformException refused) {
            if (!isDone.getAsBoolean()) {
                throw refused;
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
            for (Reference reference : references(List.of(found))) {
                settle(
                        taking(found, reference),
                        what,
                        () -> !references(List.of(found)).contains(reference));
            }
        }
        session.run(new Statement.Drop(found.kind(), found.name()), what);
        inventory.gone(found.kind(), found.name());
    }

    private static Statement taking(Found policy, Reference reference) {
        return policy.kind() == Kind.ROW_ACCESS_POLICY
                ? new Statement.ShowAllRows(reference.table(), policy.name())
                : new Statement.Unmask(reference.table(), reference.columns().get(0));
    }

    /** Leaves what holds data where it stands, with a word that it is no longer looked after. */
    void leave(Part part) {
        for (Found found : inventory.ofPart(Kind.of(part.id()), part.id())) {
            Label label = found.label().orElseThrow().leaving();
            String comment = label.after(part.what());
            session.run(
                    new Statement.Set(found.kind(), found.name(), List.of(Property.text("COMMENT", comment))),
                    "leave %s %s".formatted(words(found.kind()), found.name()));
            inventory.stands(Found.of(found.kind(), found.name(), comment, found.row()));
        }
    }

    private static String words(Kind kind) {
        return kind.words().toLowerCase(Locale.ROOT);
    }
}
