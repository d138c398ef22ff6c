package lakeward.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.contract.SourceContract;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Source;

/** Writes what the contract asks for to a PostgreSQL. */
abstract class PostgresSourceContract extends SourceContract {
    private final TestServer server;

    PostgresSourceContract(String version) {
        this.server = TestServer.database(version, "contract" + version);
    }

    @Override
    protected Source open() {
        return server.source();
    }

    @Override
    protected void makeTable(SourceTable table) {
        String name = Sql.name(table);
        server.execute(
                "DROP TABLE IF EXISTS " + name,
                "CREATE TABLE %s (id bigint PRIMARY KEY, amount bigint, note text)".formatted(name));
    }

    @Override
    protected Position commit(Work work) {
        StringBuilder sql = new StringBuilder();
        work.on(new Writer() {
            @Override
            public void insert(SourceTable table, long id, long amount, String note) {
                String text = note == null ? "NULL" : Sql.literal(note);
                sql.append("INSERT INTO %s VALUES (%d, %d, %s);".formatted(Sql.name(table), id, amount, text));
            }

            @Override
            public void update(SourceTable table, long id, long amount) {
                sql.append("UPDATE %s SET amount = %d WHERE id = %d;".formatted(Sql.name(table), amount, id));
            }

            @Override
            public void rekey(SourceTable table, long id, long newId) {
                sql.append("UPDATE %s SET id = %d WHERE id = %d;".formatted(Sql.name(table), newId, id));
            }

            @Override
            public void delete(SourceTable table, long id) {
                sql.append("DELETE FROM %s WHERE id = %d;".formatted(Sql.name(table), id));
            }

            @Override
            public void truncate(SourceTable table) {
                sql.append("TRUNCATE %s;".formatted(Sql.name(table)));
            }
        });
        return server.commit(sql.toString());
    }

    @Override
    protected List<Map<String, Object>> rows(SourceTable table) {
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        for (List<String> row : server.strings("SELECT id, amount, note FROM " + Sql.name(table))) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", Long.valueOf(row.get(0)));
            values.put("amount", Long.valueOf(row.get(1)));
            values.put("note", row.get(2));
            rows.put("[" + row.get(0) + "]", values);
        }
        return List.copyOf(rows.values());
    }
}
