package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFileTest {
    private static final TableSchema ODD = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false, "bigint"),
                    new Column("true", Type.BOOLEAN, true, "boolean"),
                    new Column("Größe: \"x\"\\${y}", Type.decimal(12, 2), true, "numeric(12,2)"),
                    new Column("- a, {b} #c", Type.STRING, false, "mood"),
                    new Column("1", Type.STRING, true, "int4range[]")),
            List.of("id", "- a, {b} #c"));

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Map<SourceTable, TableSchema> tables =
                Map.of(SourceTable.parse("orders"), ODD, SourceTable.parse("sales.Ümläut table"), ODD);
        Files.writeString(
                folder.resolve("lakeward.yaml"),
                "platform: shop\ndatabases: {app: {engine: postgres, url: 'postgresql://etl@db/app'}}\n");

        SchemaFile.write(folder, "app", tables);

        Result result = Definitions.read(folder, TestParser.PARSER, Map.of());
        assertThat(result).isInstanceOf(Result.Valid.class);
        Map<SourceTable, TableSchema> read = new TreeMap<>();
        for (CapturedTable table :
                ((Result.Valid) result).platform().databases().get(0).tables()) {
            read.put(table.source(), table.schema());
        }
        assertThat(read).isEqualTo(tables);
    }

    @Test
    void shopsFileIsAsItWouldBeWritten() throws IOException {
        Path shop = Path.of("../examples/shop");
        Map<SourceTable, TableSchema> tables = new TreeMap<>();
        Result.Valid valid = (Result.Valid) Definitions.read(shop, TestParser.PARSER, Map.of());
        valid.platform().databases().get(0).tables().forEach(table -> tables.put(table.source(), table.schema()));

        assertThat(shop.resolve(SchemaFile.path("app"))).content().isEqualTo(SchemaFile.text("app", tables));
    }

    @Test
    void tablesOfOtherSchemasHaveItInTheirName() throws IOException {
        SchemaFile.write(folder, "app", Map.of(SourceTable.parse("sales.orders"), ODD));
        Files.writeString(
                folder.resolve("lakeward.yaml"),
                "platform: shop\ndatabases: {app: {engine: postgres, url: 'postgresql://etl@db/app'}}\n");

        Result.Valid valid = (Result.Valid) Definitions.read(folder, TestParser.PARSER, Map.of());

        assertThat(valid.platform().databases().get(0).tables().get(0).name()).isEqualTo("sales_orders");
    }

    @Test
    void definitionIsReadAsWrittenWithoutAnEnvironment() throws IOException {
        SchemaFile.write(folder, "app", Map.of(SourceTable.parse("orders"), ODD));
        Files.writeString(
                folder.resolve("lakeward.yaml"),
                "platform: shop\ndatabases: {app: {engine: postgres, url: '${env.URL}'}}\n");

        Result.Valid valid = (Result.Valid) Definitions.readAsWritten(folder, TestParser.PARSER);

        assertThat(valid.platform().databases().get(0).url()).contains("${env.URL}");
    }

    @Test
    void databasesAreReadWithoutSchemaFiles() throws IOException {
        Files.writeString(
                folder.resolve("lakeward.yaml"),
                "platform: shop\ndatabases: {app: {engine: postgres, url: '${env.URL}', capture: {tables: [sales.orders]}}}\n");

        Definitions.Sources sources = Definitions.sources(folder, Map.of("URL", "postgresql://etl@db/app"));

        assertThat(sources).isInstanceOfSatisfying(Definitions.Sources.Valid.class, valid -> {
            assertThat(valid.sources().get(0).tables()).containsExactly(new SourceTable("sales", "orders"));
            assertThat(valid.sources().get(0).database().url()).contains("postgresql://etl@db/app");
        });
    }
}
