package lakeward.cloud.aws;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Path;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.PolicyViolatingResource;
import software.amazon.awscdk.PolicyViolation;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.cloudformation.include.CfnInclude;

/** A program: prints which resources of the given templates break which of cdk-nag's AWS Solutions rules, one a line. */
final class Nag {
    static final String SEPARATOR = "\t";

    private Nag() {}

    public static void main(String... files) {
        App app = new App(
                AppProps.builder().analyticsReporting(false).treeMetadata(false).build());
        for (String file : files) {
            String name = Path.of(file).getFileName().toString().replace(".template.json", "");
            Stack stack = new Stack(app, name, StackProps.builder().build());
            CfnInclude.Builder.create(stack, "Template").templateFile(file).build();
        }
        for (PolicyViolation broken :
                new AwsSolutionsChecks(app).validateScope(app).getViolations()) {
            for (PolicyViolatingResource by : broken.getViolatingResources()) {
                String[] stackAndResource = by.getConstructPath().split("/Template/", 2);
                System.out.println(
                        String.join(SEPARATOR, broken.getRuleName(), stackAndResource[0], stackAndResource[1]));
            }
        }
    }
}
