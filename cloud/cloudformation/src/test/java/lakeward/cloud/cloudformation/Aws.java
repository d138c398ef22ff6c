package lakeward.cloud.cloudformation;

import java.time.Duration;
import java.util.Optional;
import lakeward.cloud.fake.FakeAws;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Vendor;

/** Our side of a stand-in for AWS. */
final class Aws {
    static final Patience SHORT = new Patience(Duration.ZERO, Duration.ofSeconds(20), 3);

    private Aws() {}

    /** Opens a platform's AWS with credentials of its data account, and waits for nothing long. */
    static CloudFormation open(FakeAws aws, Plan plan, Synthesizer templates) {
        System.setProperty("aws.accessKeyId", FakeAws.key("111111111111"));
        System.setProperty("aws.secretAccessKey", "secret");
        return new CloudFormation(
                plan.platform(),
                plan.target(),
                plan.steps().stream()
                        .map(step -> step.part().site())
                        .filter(site -> site.vendor() == Vendor.AWS)
                        .distinct()
                        .toList(),
                "OrganizationAccountAccessRole",
                "eu-west-1",
                Optional.of(aws.server().address()),
                templates,
                (repository, tag, credentials) -> {},
                SHORT);
    }
}
