package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.CreateExternalLocation;
import com.databricks.sdk.service.catalog.ExternalLocationInfo;
import com.databricks.sdk.service.catalog.ListExternalLocationsRequest;
import com.databricks.sdk.service.catalog.UpdateExternalLocation;
import com.databricks.sdk.service.catalog.ValidateStorageCredential;
import com.databricks.sdk.service.catalog.ValidationResult;
import com.databricks.sdk.service.catalog.ValidationResultResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/**
 * Where each zone is on S3, and by which credential. None is read-only to Databricks, not even where it only reads: in a
 * read-only location it lets no table be registered. That it writes nowhere but in zone curated is said by the role on AWS.
 */
final class Locations extends Kind<ExternalLocationInfo> {
    Locations(Owner owner, Workspace workspace) {
        super(owner, workspace);
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:location:");
    }

    @Override
    String named(Part part) {
        return "external location " + name(part);
    }

    @Override
    List<ExternalLocationInfo> all(Inventory inventory) {
        return Inventory.copy(
                workspace.client().externalLocations().list(new ListExternalLocationsRequest().setMaxResults(0L)));
    }

    @Override
    Optional<ExternalLocationInfo> look(Part part) {
        return Workspace.find(() -> workspace.client().externalLocations().get(Names.inPath(name(part))));
    }

    @Override
    Optional<Label> label(ExternalLocationInfo location) {
        return Owner.labelIn(location.getComment());
    }

    @Override
    Content properties(ExternalLocationInfo location) {
        return properties(
                location.getUrl(),
                location.getCredentialName(),
                Boolean.TRUE.equals(location.getReadOnly()),
                Boolean.TRUE.equals(location.getFallback()));
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return properties(Values.of(part).text("url"), credential(part), false, false);
    }

    /** Databricks may leave out the slash at the end. */
    private static Content properties(String url, String credential, boolean readOnly, boolean fallback) {
        return Content.empty()
                .with("url", url.replaceAll("/+$", ""))
                .with("credential", credential)
                .with("read-only", readOnly)
                .with("fallback", fallback);
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        validate(part);
        workspace
                .client()
                .externalLocations()
                .create(new CreateExternalLocation()
                        .setName(name(part))
                        .setComment(Owner.text(label))
                        .setUrl(Values.of(part).text("url"))
                        .setCredentialName(credential(part))
                        .setReadOnly(false)
                        .setFallback(false)
                        .setEnableFileEvents(false)
                        .setSkipValidation(true));
    }

    @Override
    void change(ExternalLocationInfo location, Part part, Label label, Outputs outputs) {
        validate(part);
        workspace
                .client()
                .externalLocations()
                .update(new UpdateExternalLocation()
                        .setName(Names.inPath(location.getName()))
                        .setComment(Owner.text(label))
                        .setUrl(Values.of(part).text("url"))
                        .setCredentialName(credential(part))
                        .setReadOnly(false)
                        .setFallback(false)
                        .setSkipValidation(true));
    }

    @Override
    void delete(ExternalLocationInfo location) {
        workspace.client().externalLocations().delete(Names.inPath(location.getName()));
    }

    @Override
    boolean isTold(ExternalLocationInfo location) {
        return Workspace.find(() -> workspace.client().externalLocations().get(Names.inPath(location.getName())))
                .isPresent();
    }

    /**
     * Has Databricks try to read, and write where it is to write. Its own validation of a location that is not read-only
     * tries to write everywhere, so that is skipped. What AWS was told a moment ago may take it a minute to know.
     */
    private void validate(Part part) {
        List<String> failures = new ArrayList<>();
        workspace.await(() -> {
            failures.clear();
            workspace
                    .client()
                    .storageCredentials()
                    .validate(new ValidateStorageCredential()
                            .setStorageCredentialName(credential(part))
                            .setUrl(Values.of(part).text("url"))
                            .setReadOnly(!Values.of(part).truth("writes")))
                    .getResults()
                    .stream()
                    .filter(result -> result.getResult() == ValidationResultResult.FAIL)
                    .map(Locations::said)
                    .forEach(failures::add);
            return failures.isEmpty();
        });
        if (!failures.isEmpty()) {
            throw Refusal.environment(
                    "Cannot make %s in %s: with credential %s it does not get through to %s (%s). See that the role's trust on AWS names Databricks' identity with its external id, and the role itself."
                            .formatted(
                                    named(part),
                                    workspace.address(),
                                    credential(part),
                                    Values.of(part).text("url"),
                                    String.join("; ", failures)),
                    null);
        }
    }

    private static String said(ValidationResult result) {
        return "%s: %s".formatted(result.getOperation(), result.getMessage());
    }

    private static String credential(Part part) {
        return Names.kept(Values.of(part).text("credential"));
    }

    private static String name(Part part) {
        return Names.kept(Values.of(part).text("name"));
    }
}
