package lakeward.cloud.cloudformation;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Puts the program, with the definition that it runs, where services start it from. */
public interface Images {
    /**
     * Puts the image of a plan into a repository, unless it is there: equal images have equal tags.
     *
     * @param repository for example {@code 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop-prod-program}
     * @param tag as the plan says
     * @param credentials of the account that has the repository
     */
    void publish(String repository, String tag, AwsCredentialsProvider credentials);
}
