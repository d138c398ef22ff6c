package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an account has. */
final class FakeSnowflakeAccount {
    /**
     * A right that a role has.
     *
     * @param on what SHOW GRANTS calls the kind, for example {@code ICEBERG_TABLE}
     */
    record Right(String role, String privilege, String on, List<String> name) implements Comparable<Right> {
        @Override
        public int compareTo(Right other) {
            return toString().compareTo(other.toString());
        }
    }

    final String name;
    final Set<String> denied = new HashSet<>();
    /** Delta tables of the lake by folder: their columns' types by name. */
    final Map<String, Map<String, String>> logs = new HashMap<>();

    final Set<Right> rights = new TreeSet<>();
    boolean exhausted;
    private final SortedMap<String, FakeSnowflakeThing> things = new TreeMap<>();
    private int counter;

    FakeSnowflakeAccount(String name) {
        this.name = name;
    }

    Optional<FakeSnowflakeThing> find(FakeSnowflakeKind kind, List<String> name) {
        return Optional.ofNullable(things.get(key(kind, name)));
    }

    FakeSnowflakeThing get(FakeSnowflakeKind kind, List<String> name) throws FakeSnowflakeException {
        Optional<FakeSnowflakeThing> found = find(kind, name);
        if (found.isEmpty()) {
            throw FakeSnowflakeException.missing(kind.toString(), String.join(".", name));
        }
        return found.get();
    }

    boolean isTaken(FakeSnowflakeKind kind, List<String> name) {
        return all().stream().anyMatch(thing -> thing.kind.sharesNamesWith(kind) && thing.name.equals(name));
    }

    List<FakeSnowflakeThing> all() {
        return new ArrayList<>(things.values());
    }

    FakeSnowflakeThing add(FakeSnowflakeKind kind, List<String> name, String owner) {
        FakeSnowflakeThing thing = new FakeSnowflakeThing(kind, name, owner, ++counter);
        things.put(key(kind, name), thing);
        return thing;
    }

    /** Takes it away with all that is in it, and all rights on it. */
    void remove(FakeSnowflakeThing gone) {
        things.values().removeIf(thing -> thing == gone || (gone.kind.depth() < 3 && isIn(thing, gone)));
        rights.removeIf(right -> find(right).isEmpty()
                || (gone.kind == FakeSnowflakeKind.ROLE && right.role().equals(gone.last())));
    }

    private static boolean isIn(FakeSnowflakeThing thing, FakeSnowflakeThing gone) {
        return (gone.kind == FakeSnowflakeKind.DATABASE || gone.kind == FakeSnowflakeKind.SCHEMA)
                && thing.isWithin(gone.name);
    }

    private Optional<FakeSnowflakeThing> find(Right right) {
        return find(FakeSnowflakeKind.valueOf(right.on()), right.name());
    }

    private static String key(FakeSnowflakeKind kind, List<String> name) {
        return "%s %s".formatted(kind, name);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        things.values().forEach(text::append);
        rights.forEach(right -> text.append("%s on %s %s to %s%n"
                .formatted(right.privilege(), right.on(), String.join(".", right.name()), right.role())));
        return text.toString();
    }
}
