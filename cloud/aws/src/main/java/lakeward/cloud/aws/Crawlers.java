package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;

import java.util.List;
import java.util.Map;

/**
 * Glue's crawlers: each reads one folder, and writes tables of its own database alone. They take nothing away, neither a
 * table whose files are gone nor a column.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html">What a crawler asks for</a>
 */
final class Crawlers {
    private static final String SECURITY = "Security";
    private static final String ADDING_ALONE =
            "{\"Version\":1.0,\"CrawlerOutput\":{\"Tables\":{\"AddOrUpdateBehavior\":\"MergeNewColumns\"}}}";

    private final Template template;

    Crawlers(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return Facts.is(id, "crawler");
    }

    void write(List<Facts> crawlers) {
        template.add(
                SECURITY,
                "AWS::Glue::SecurityConfiguration",
                map(
                        "Name",
                        template.named("crawlers"),
                        "EncryptionConfiguration",
                        map(
                                "CloudWatchEncryption",
                                map("CloudWatchEncryptionMode", "SSE-KMS", "KmsKeyArn", key()),
                                // A crawler writes no object and no bookmark; what it could not write is encrypted too.
                                "JobBookmarksEncryption",
                                map("JobBookmarksEncryptionMode", "CSE-KMS", "KmsKeyArn", key()),
                                "S3Encryptions",
                                List.of(map("S3EncryptionMode", "SSE-KMS", "KmsKeyArn", key())))));
        crawlers.forEach(this::crawler);
    }

    private void crawler(Facts crawler) {
        String id = crawler.logicalId();
        template.add(
                id + "Database",
                "AWS::Glue::Database",
                map("CatalogId", ref("AWS::AccountId"), "DatabaseInput", map("Name", crawler.text("database"))));
        template.add(
                id + "Role",
                "AWS::IAM::Role",
                map(
                        "RoleName",
                        crawler.text("name"),
                        "AssumeRolePolicyDocument",
                        Lake.policy(Roles.assumed("glue.amazonaws.com")),
                        "Policies",
                        List.of(map(
                                "PolicyName",
                                "least",
                                "PolicyDocument",
                                Lake.policy(may(crawler).toArray())))));
        template.add(
                        id,
                        "AWS::Glue::Crawler",
                        map(
                                "Name",
                                crawler.text("name"),
                                "Role",
                                att(id + "Role", "Arn"),
                                "DatabaseName",
                                ref(id + "Database"),
                                "Targets",
                                map(
                                        "S3Targets",
                                        List.of(map(
                                                "Path",
                                                "s3://%s/%s/"
                                                        .formatted(crawler.text("place"), crawler.text("folder"))))),
                                "Schedule",
                                map("ScheduleExpression", crawler.text("schedule")),
                                "SchemaChangePolicy",
                                map("UpdateBehavior", "UPDATE_IN_DATABASE", "DeleteBehavior", "LOG"),
                                "Configuration",
                                ADDING_ALONE,
                                "CrawlerSecurityConfiguration",
                                template.named("crawlers"),
                                "Tags",
                                map("Name", crawler.text("name"))))
                .addOverride("DependsOn", List.of(SECURITY));
    }

    private List<Object> may(Facts crawler) {
        String folder = crawler.text("folder");
        Object bucket = template.imported(Facts.logicalId(crawler.text("bucket")) + "Arn");
        Map<String, Object> listing = Roles.allow(List.of("s3:ListBucket"), bucket);
        listing.put("Condition", map("StringLike", map("s3:prefix", List.of(folder, folder + "/*"))));
        String database = crawler.text("database");
        return List.of(
                Roles.allow(List.of("s3:GetBucketLocation"), bucket),
                listing,
                Roles.allow(
                        List.of("s3:GetObject"),
                        map("Fn::Join", List.of("", List.of(bucket, "/%s/*".formatted(folder))))),
                Roles.allow(
                        List.of(
                                "glue:BatchCreatePartition",
                                "glue:BatchGetPartition",
                                "glue:BatchUpdatePartition",
                                "glue:CreatePartition",
                                "glue:CreateTable",
                                "glue:GetDatabase",
                                "glue:GetPartition",
                                "glue:GetPartitions",
                                "glue:GetTable",
                                "glue:GetTables",
                                "glue:UpdatePartition",
                                "glue:UpdateTable"),
                        // It names tables by what it finds.
                        List.of(glue("catalog"), glue("database/" + database), glue("table/%s/*".formatted(database)))),
                // It has no resource to name.
                Roles.allow(List.of("glue:GetSecurityConfiguration"), "*"),
                Roles.allow(
                        List.of(
                                "logs:AssociateKmsKey",
                                "logs:CreateLogGroup",
                                "logs:CreateLogStream",
                                "logs:PutLogEvents"),
                        sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
                                + crawler.text("logs"))),
                Roles.allow(List.of("kms:Decrypt"), key()));
    }

    private static Object glue(String what) {
        return sub("arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:" + what);
    }

    private Object key() {
        return template.imported(Lake.KEY + "Arn");
    }
}
