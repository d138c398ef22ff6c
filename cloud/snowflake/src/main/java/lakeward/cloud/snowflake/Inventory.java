package lakeward.cloud.snowflake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What stands, asked of Snowflake once a kind, and kept up with what we do. */
final class Inventory {
    private final Session session;
    private final String platform;
    private final String target;
    private final Map<Kind, List<Found>> known = new EnumMap<>(Kind.class);

    Inventory(Session session, String platform, String target) {
        this.session = session;
        this.platform = platform;
        this.target = target;
    }

    boolean isOurs(Found found) {
        return found.label()
                .filter(label -> label.marker().isOf(platform, target))
                .isPresent();
    }

    Optional<Found> at(Kind kind, Name name) {
        return of(kind).stream().filter(found -> found.name().equals(name)).findFirst();
    }

    /** Returns what was made of a part, also where it was left for its data. */
    List<Found> ofPart(Kind kind, String part) {
        return of(kind).stream()
                .filter(this::isOurs)
                .filter(found -> found.label().orElseThrow().marker().part().equals(part))
                .toList();
    }

    /** Returns all objects of a kind whose names begin as ours do, or which stand in our database. */
    List<Found> of(Kind kind) {
        List<Found> found = known.get(kind);
        if (found == null) {
            found = look(kind);
            known.put(kind, found);
        }
        return List.copyOf(found);
    }

    void forget(Kind kind) {
        known.remove(kind);
    }

    void stands(Found found) {
        gone(found.kind(), found.name());
        known.get(found.kind()).add(found);
    }

    /** Notes that an object is gone, with all that stood in it. */
    void gone(Kind kind, Name name) {
        of(kind);
        known.values()
                .forEach(all -> all.removeIf(found -> isIn(found, name)
                        || (found.kind() == kind && found.name().equals(name))));
    }

    /** Of all objects only databases and schemas have others in them, whose names begin with theirs. */
    private static boolean isIn(Found found, Name outer) {
        List<String> parts = found.name().parts();
        int depth = outer.parts().size();
        return parts.size() > depth && parts.subList(0, depth).equals(outer.parts());
    }

    private List<Found> look(Kind kind) {
        if (!kind.isInDatabase()) {
            String prefix = "%s_%s".formatted(platform, target).toUpperCase(Locale.ROOT);
            return look(kind, List.of(), "SHOW %s LIKE %s".formatted(kind.plural(), Sql.text(prefix + "%")));
        }
        List<Found> all = new ArrayList<>();
        for (Found database : of(Kind.DATABASE)) {
            if (isOurs(database)) {
                all.addAll(look(
                        kind,
                        database.name().parts(),
                        "SHOW %s IN DATABASE %s"
                                .formatted(kind.plural(), database.name().sql())));
            }
        }
        return all;
    }

    private List<Found> look(Kind kind, List<String> database, String sql) {
        String what = "look at its " + kind.plural().toLowerCase(Locale.ROOT);
        List<Found> all = new ArrayList<>();
        for (Map<String, String> row : session.rows(sql, what, "any right on them")) {
            // SHOW TABLES tells Iceberg tables too.
            if (kind != Kind.TABLE || !row.getOrDefault("is_iceberg", "").equals("Y")) {
                Name name = kind.named(database, row.getOrDefault("schema_name", ""), row.getOrDefault("name", ""));
                all.add(Found.of(kind, name, row.getOrDefault("comment", ""), row));
            }
        }
        return all;
    }
}
