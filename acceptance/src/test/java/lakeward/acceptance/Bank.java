package lakeward.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project with two tables between which money is moved all the time, and a model of all the money. */
final class Bank {
    static final long MONEY = 20_000;

    private Bank() {}

    static Path write(Path folder) throws IOException {
        write(folder, "lakeward.yaml", """
                platform: bank
                version: 1
                databases:
                  app:
                    engine: postgres
                    migrations: db
                    traffic: {call: "select transfer()", per-second: 200, seed: 7}
                    capture: {tables: [left_accounts, right_accounts]}
                """);
        write(folder, "db/001.sql", """
                create table left_accounts (id bigint primary key, balance bigint not null, note text);
                create table right_accounts (id bigint primary key, balance bigint not null, note text);
                insert into left_accounts select n, 100, repeat(md5(n::text), 200) from generate_series(1, 100) n;
                insert into right_accounts select n, 100, null from generate_series(1, 100) n;
                create function transfer() returns void language plpgsql as $$
                declare
                    one bigint := 1 + floor(random() * 100);
                    other bigint := 1 + floor(random() * 100);
                    amount bigint := floor(random() * 20) - 10;
                begin
                    update left_accounts set balance = balance - amount where id = one;
                    update right_accounts set balance = balance + amount where id = other;
                end $$;
                """);
        write(folder, "schemas/app.yaml", """
                tables:
                  left_accounts:
                    key: [id]
                    columns:
                      id: {type: bigint, declared: bigint, nullable: false}
                      balance: {type: bigint, declared: bigint, nullable: false}
                      note: {type: string, declared: text}
                  right_accounts:
                    key: [id]
                    columns:
                      id: {type: bigint, declared: bigint, nullable: false}
                      balance: {type: bigint, declared: bigint, nullable: false}
                      note: {type: string, declared: text}
                """);
        writeModel(folder);
        return folder;
    }

    /**
     * Writes a project that captures the bank's tables from a server that it does not run itself.
     *
     * @param name of the platform, which names its slot
     * @param port where the server answers on this machine
     */
    static Path writeRemote(Path folder, String name, int port) throws IOException {
        write(folder, "lakeward.yaml", """
                platform: %s
                version: 1
                databases:
                  app:
                    engine: postgres
                    url: postgresql://lakeward@127.0.0.1:%d/app
                    password: {env: BANK_PASSWORD}
                    capture: {tables: [left_accounts, right_accounts]}
                """.formatted(name, port));
        writeModel(folder);
        return folder;
    }

    private static void writeModel(Path folder) throws IOException {
        write(folder, "models/money.sql", """
                CREATE MATERIALIZED VIEW money AS
                select sum(balance) as total
                from (
                    select balance from processed.left_accounts
                    union all
                    select balance from processed.right_accounts
                ) as accounts
                """);
    }

    static void write(Path folder, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }
}
