package lakeward.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A definition that is only large: a database of tables of 20 columns, a model for every fifth, a role that reads all, and
 * one that sees of each model a part.
 */
final class ManyTables {
    private static final int COLUMNS = 20;
    private static final int TABLES_A_MODEL = 5;
    private static final String[] TYPES = {
        "{type: string, declared: text}",
        "{type: \"decimal(12,2)\", declared: \"numeric(12,2)\"}",
        "{type: timestamp, declared: timestamp with time zone}",
        "{type: int, declared: integer}",
        "{type: boolean}"
    };

    private ManyTables() {}

    /** Writes it into a folder, and returns that. */
    static Path write(Path folder, int tables) throws IOException {
        Files.createDirectories(folder.resolve("schemas"));
        Files.createDirectories(folder.resolve("db"));
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("db/001_tables.sql"), "select 1;\n");
        StringBuilder names = new StringBuilder();
        StringBuilder schema = new StringBuilder("tables:\n");
        StringBuilder masks = new StringBuilder();
        for (int table = 0; table < tables; table++) {
            String name = "t%04d".formatted(table);
            names.append(table == 0 ? "" : ", ").append(name);
            schema.append(
                    "  %s:\n    key: [id]\n    columns:\n      id: {type: bigint, nullable: false}\n".formatted(name));
            for (int column = 1; column < COLUMNS; column++) {
                schema.append("      c%02d: %s\n".formatted(column, TYPES[column % TYPES.length]));
            }
            if (table % TABLES_A_MODEL == 0) {
                masks.append(masks.isEmpty() ? "" : ", ")
                        .append("curated.sums_of_")
                        .append(name)
                        .append(".c05");
                Files.writeString(folder.resolve("models/sums_of_%s.sql".formatted(name)), """
                        CREATE MATERIALIZED VIEW sums_of_%1$s
                        COMMENT 'What %1$s comes to'
                        AS
                        select c05, count(*) as rows, sum(c01) as total, max(c02) as newest
                        from processed.%1$s
                        group by c05
                        """.formatted(name));
            }
        }
        Files.writeString(folder.resolve("schemas/app.yaml"), schema);
        Files.writeString(folder.resolve("lakeward.yaml"), """
                platform: large
                version: 1
                include: [models/*.sql]
                databases:
                  app:
                    engine: postgres
                    migrations: db
                    capture: {tables: [%s]}
                access:
                  roles:
                    analyst: {read: [processed.*, curated.*]}
                    support: {read: [curated.*], mask: [%s]}
                targets:
                  local: {}
                  prod:
                    aws:
                      accounts: {data: "111111111111"}
                      region: eu-west-1
                      existing:
                        identity-center: arn:aws:sso:::instance/ssoins-1234567890abcdef
                        identity-store: d-1234567890
                    snowflake: {account: large-eu}
                    databases: {app: {service: aurora, capacity: 0.5..8}}
                """.formatted(names, masks));
        return folder;
    }
}
