package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;

import java.util.List;
import java.util.Map;

/**
 * The zones and their Delta tables in Glue, and Athena's workgroup. Tables are dealt to a few stacks by their ids, for one
 * stack has not room for all; each keeps its stack whatever others come.
 */
final class Catalog {
    /** Enough for some 800 captured tables; another number would move tables between stacks. */
    static final int STACKS_OF_TABLES = 4;

    private final Template template;

    Catalog(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return Facts.is(id, "catalog") || Facts.is(id, "workgroup");
    }

    /** Whether it is a table, and this is its stack. */
    static boolean tableOf(int stack, String id) {
        return Facts.is(id, "table") && Math.floorMod(id.hashCode(), STACKS_OF_TABLES) == stack;
    }

    void write(List<Facts> parts) {
        for (Facts part : parts) {
            if (part.is("catalog")) {
                database(part);
            } else if (part.is("table")) {
                table(part);
            } else {
                workgroup(part);
            }
        }
    }

    private void database(Facts zone) {
        String id = zone.logicalId();
        template.add(
                id,
                "AWS::Glue::Database",
                map(
                        "CatalogId",
                        ref("AWS::AccountId"),
                        "DatabaseInput",
                        map("Name", zone.text("name"), "LocationUri", zone.text("location"))));
        template.export(id);
    }

    private void table(Facts table) {
        List<Map<String, Object>> columns =
                table.each("columns").stream().map(Catalog::column).toList();
        String zone = Facts.logicalId("aws:catalog:" + table.name().split("\\.", 2)[0]);
        template.add(
                table,
                "AWS::Glue::Table",
                map(
                        "CatalogId",
                        ref("AWS::AccountId"),
                        "DatabaseName",
                        template.imported(zone),
                        "TableInput",
                        map(
                                "Name",
                                table.text("name"),
                                "TableType",
                                "EXTERNAL_TABLE",
                                "Parameters",
                                map("EXTERNAL", "TRUE", "table_type", "delta", "classification", "delta"),
                                "StorageDescriptor",
                                map("Columns", columns, "Location", table.text("location")))));
    }

    private static Map<String, Object> column(Facts column) {
        Map<String, Object> made = map("Name", column.text("name"), "Type", column.text("type"));
        column.optionalText("comment").ifPresent(comment -> made.put("Comment", comment));
        return made;
    }

    private void workgroup(Facts workgroup) {
        template.add(
                "Workgroup",
                "AWS::Athena::WorkGroup",
                map(
                        "Name",
                        workgroup.text("name"),
                        "WorkGroupConfiguration",
                        map(
                                "EnforceWorkGroupConfiguration",
                                true,
                                "PublishCloudWatchMetricsEnabled",
                                true,
                                "EngineVersion",
                                map("SelectedEngineVersion", workgroup.text("engine")),
                                "ManagedQueryResultsConfiguration",
                                map(
                                        "Enabled",
                                        true,
                                        "EncryptionConfiguration",
                                        map("KmsKey", template.imported(Lake.KEY + "Arn"))))));
    }
}
