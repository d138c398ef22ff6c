package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What may pass a private way. Without a policy AWS lets everybody through to everything, also to buckets of strangers. */
final class EndpointPolicies {
    private EndpointPolicies() {}

    /** The lake's buckets, and the one of AWS's own that holds the layers of images in ECR. */
    static Map<String, Object> objects(List<String> buckets) {
        List<Object> names = new ArrayList<>();
        List<Object> objects = new ArrayList<>();
        for (String bucket : buckets) {
            names.add(sub("arn:${AWS::Partition}:s3:::" + bucket));
            objects.add(sub("arn:${AWS::Partition}:s3:::%s/*".formatted(bucket)));
        }
        Map<String, Object> layers = Roles.allow(
                List.of("s3:GetObject"), sub("arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/*"));
        // ECR asks for layers with an identity of its own, so whose account it is cannot be said.
        layers.put("Principal", map("AWS", "*"));
        return Lake.policy(
                ours(List.of("s3:GetBucketLocation", "s3:ListBucket"), names),
                ours(
                        List.of(
                                "s3:AbortMultipartUpload",
                                "s3:DeleteObject",
                                "s3:GetObject",
                                "s3:GetObjectVersion",
                                "s3:PutObject",
                                // DMS asks for it.
                                "s3:PutObjectTagging"),
                        objects),
                layers);
    }

    /** The passwords that RDS keeps and the logins of DMS, to be read. */
    static Map<String, Object> secrets(List<String> own) {
        String secret = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:";
        List<Object> all = new ArrayList<>();
        // As RDS names those of clusters and of single servers.
        List.of("rds!cluster-*", "rds!db-*", DmsTasks.SECRETS + "*").forEach(name -> all.add(sub(secret + name)));
        all.addAll(own);
        return Lake.policy(ours(List.of("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"), all));
    }

    /** The logs of Lakeward's own services, to be written. */
    static Map<String, Object> logs() {
        return Lake.policy(ours(
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/lakeward/*")));
    }

    /** No step uses the way to DynamoDB yet. */
    static Map<String, Object> nothing() {
        return Lake.policy(
                map("Effect", "Deny", "Principal", map("AWS", "*"), "Action", "dynamodb:*", "Resource", "*"));
    }

    private static Map<String, Object> ours(List<String> actions, Object resources) {
        Map<String, Object> allowed = Roles.allow(actions, resources);
        allowed.put("Principal", map("AWS", "*"));
        allowed.put("Condition", map("StringEquals", map("aws:PrincipalAccount", ref("AWS::AccountId"))));
        return allowed;
    }
}
