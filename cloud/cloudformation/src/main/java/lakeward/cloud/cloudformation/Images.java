package lakeward.cloud.cloudformation;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Puts the program, with the definition that it runs, where services start it from. */
public interface Images {
    /**
     * Puts an image into a repository, unless it is there, and returns its tag: equal images have equal tags.
     *
     * @param repository for example {@code 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop-prod-program}
     * @param credentials of the account that has the repository
     */
    String publish(String repository, AwsCredentialsProvider credentials);
}
