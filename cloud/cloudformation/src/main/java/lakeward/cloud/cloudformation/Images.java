package lakeward.cloud.cloudformation;

/** Puts the program, with the definition that it runs, where services start it from. */
public interface Images {
    /**
     * Puts an image into a repository, unless it is there, and returns its tag: equal images have equal tags.
     *
     * @param repository for example {@code 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop-prod-program}
     */
    String publish(String repository);
}
