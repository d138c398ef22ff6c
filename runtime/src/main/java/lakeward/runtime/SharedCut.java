package lakeward.runtime;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;
import lakeward.core.port.Document;

/** The newest cut of a database, kept where processes find it that do not capture the database themselves. */
final class SharedCut {
    private static final String VERSION = "version ";
    private static final String BEHIND = "behind ";

    private final Document document;

    SharedCut(Document document) {
        this.document = document;
    }

    /** Returns the document's name for a database. */
    static String name(String database) {
        return "cut-" + database;
    }

    void write(Cut cut) {
        Map<String, String> entries = new TreeMap<>();
        entries.put("system", cut.source().system());
        entries.put("database", cut.source().database());
        entries.put("slot", cut.source().slot());
        entries.put("position", cut.position().toString());
        cut.committedAt().ifPresent(at -> entries.put("committed-at", at.toString()));
        cut.versions().forEach((table, version) -> entries.put(VERSION + table, version.toString()));
        cut.behind().forEach((table, why) -> entries.put(BEHIND + table, why));
        document.write(entries);
    }

    /** Returns the cut last written, or empty if there never was one. */
    Optional<Cut> read() {
        SortedMap<String, String> entries = document.entries();
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<TableId, Long> versions = new HashMap<>();
        Map<TableId, String> behind = new HashMap<>();
        entries.forEach((name, value) -> {
            if (name.startsWith(VERSION)) {
                versions.put(TableId.parse(name.substring(VERSION.length())), Long.valueOf(value));
            } else if (name.startsWith(BEHIND)) {
                behind.put(TableId.parse(name.substring(BEHIND.length())), value);
            }
        });
        return Optional.of(new Cut(
                new SourceIdentity(entries.get("system"), entries.get("database"), entries.get("slot")),
                Position.parse(entries.get("position")),
                Optional.ofNullable(entries.get("committed-at")).map(Instant::parse),
                versions,
                behind));
    }
}
