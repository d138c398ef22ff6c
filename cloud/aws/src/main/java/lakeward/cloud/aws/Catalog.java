package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnResource;

/** The zones and their Delta tables in Glue, and Athena's workgroup. */
final class Catalog {
    private final Template template;

    Catalog(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return Facts.is(id, "catalog") || Facts.is(id, "table") || Facts.is(id, "workgroup");
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
        template.addKept(
                zone.logicalId(),
                "AWS::Glue::Database",
                map(
                        "CatalogId",
                        ref("AWS::AccountId"),
                        "DatabaseInput",
                        map("Name", zone.text("name"), "LocationUri", zone.text("location"))));
    }

    private void table(Facts table) {
        List<Map<String, Object>> columns =
                table.each("columns").stream().map(Catalog::column).toList();
        CfnResource made = template.addKept(
                table.logicalId(),
                "AWS::Glue::Table",
                map(
                        "CatalogId",
                        ref("AWS::AccountId"),
                        "DatabaseName",
                        table.text("database"),
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
        String zone = table.name().split("\\.", 2)[0];
        made.addOverride(
                "DependsOn",
                List.of(new Facts("aws:catalog:" + zone, table.site(), table.content(), true).logicalId()));
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
                                        map("KmsKey", template.imported("KeyArn"))))));
    }
}
