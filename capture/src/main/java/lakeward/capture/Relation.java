package lakeward.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.Type;

/**
 * A table as the log describes it before the first change, and again after each change of its columns.
 *
 * @param identity as {@code pg_class.relreplident}
 * @see <a href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html">Message formats</a>
 */
record Relation(int oid, SourceTable name, char identity, List<Attribute> columns) {
    /** A column; {@code key} tells whether the log identifies rows by it. */
    record Attribute(String name, boolean key, int typeOid, int typmod) {
        Type type() {
            return PostgresTypes.of(typeOid, typmod);
        }
    }

    Relation {
        columns = List.copyOf(columns);
    }

    Optional<Attribute> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    /** Reads what follows the message's first byte. */
    static Relation read(ByteBuffer message) {
        int oid = message.getInt();
        String schema = string(message);
        String name = string(message);
        char identity = (char) message.get();
        int count = message.getShort();
        List<Attribute> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean key = (message.get() & 1) != 0;
            columns.add(new Attribute(string(message), key, message.getInt(), message.getInt()));
        }
        return new Relation(oid, new SourceTable(schema.isEmpty() ? "pg_catalog" : schema, name), identity, columns);
    }

    private static String string(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            // On to the end.
        }
        int length = message.position() - 1 - start;
        return new String(message.array(), message.arrayOffset() + start, length, StandardCharsets.UTF_8);
    }
}
