package lakeward.capture;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.platform.SourceTable;

/**
 * A publication as the catalog has it.
 *
 * @param publishesAll whether inserts, updates, deletes and truncations are all published, and partitions as their root
 * @param forAllTables whether it names no tables because it has all
 * @param row the number of the transaction that last changed its own row, for comparison with a slot's
 * @param members the tables it names
 */
record Publication(
        long oid,
        String owner,
        boolean publishesAll,
        boolean forAllTables,
        long row,
        Map<SourceTable, Member> members) {
    /**
     * A table of a publication.
     *
     * @param oid changes when the table is taken out and put back
     * @param filtered whether only some of its rows or columns are published
     */
    record Member(long oid, boolean filtered) {}

    Publication {
        members = Map.copyOf(members);
    }

    /** Reads the publication, or empty if there is none of this name. */
    static Optional<Publication> of(Statement statement, String name) throws SQLException {
        Map<SourceTable, Member> members = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT n.nspname, c.relname, r.oid,
                    to_jsonb(r) ->> 'prqual' IS NOT NULL OR to_jsonb(r) ->> 'prattrs' IS NOT NULL
                FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
                JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE p.pubname = %s""".formatted(Sql.literal(name)))) {
            while (rows.next()) {
                members.put(
                        new SourceTable(rows.getString(1), rows.getString(2)),
                        new Member(rows.getLong(3), rows.getBoolean(4)));
            }
        }
        try (ResultSet row = statement.executeQuery("""
                SELECT oid, pubowner::regrole::text, pubinsert AND pubupdate AND pubdelete AND pubtruncate AND pubviaroot,
                    puballtables, xmin
                FROM pg_publication WHERE pubname = %s""".formatted(Sql.literal(name)))) {
            return row.next()
                    ? Optional.of(new Publication(
                            row.getLong(1),
                            row.getString(2),
                            row.getBoolean(3),
                            row.getBoolean(4),
                            row.getLong(5),
                            members))
                    : Optional.empty();
        }
    }
}
