package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.AwsIamRoleRequest;
import com.databricks.sdk.service.catalog.AwsIamRoleResponse;
import com.databricks.sdk.service.catalog.CreateStorageCredential;
import com.databricks.sdk.service.catalog.ListStorageCredentialsRequest;
import com.databricks.sdk.service.catalog.StorageCredentialInfo;
import com.databricks.sdk.service.catalog.UpdateStorageCredential;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** Who Databricks is on AWS: a role there, and the name and word by which that role knows it. */
final class Credentials extends Kind<StorageCredentialInfo> {
    Credentials(Owner owner, Workspace workspace) {
        super(owner, workspace);
    }

    @Override
    boolean makes(String part) {
        return part.equals("databricks:credential");
    }

    @Override
    String named(Part part) {
        return "storage credential " + name(part);
    }

    @Override
    List<StorageCredentialInfo> all(Inventory inventory) {
        return Inventory.copy(
                workspace.client().storageCredentials().list(new ListStorageCredentialsRequest().setMaxResults(0L)));
    }

    @Override
    Optional<StorageCredentialInfo> look(Part part) {
        return Workspace.find(() -> workspace.client().storageCredentials().get(Names.inPath(name(part))));
    }

    @Override
    Optional<Label> label(StorageCredentialInfo credential) {
        return Owner.labelIn(credential.getComment());
    }

    @Override
    Content properties(StorageCredentialInfo credential) {
        return Content.empty()
                .with("role", Optional.ofNullable(credential.getAwsIamRole()).map(AwsIamRoleResponse::getRoleArn))
                .with("read-only", Boolean.TRUE.equals(credential.getReadOnly()));
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return Content.empty().with("role", role(part, outputs)).with("read-only", false);
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        // The role lets nobody in yet: it learns from this credential whom to trust. Locations are validated instead.
        workspace
                .client()
                .storageCredentials()
                .create(new CreateStorageCredential()
                        .setName(name(part))
                        .setComment(Owner.text(label))
                        .setAwsIamRole(new AwsIamRoleRequest().setRoleArn(role(part, outputs)))
                        .setReadOnly(false)
                        .setSkipValidation(true));
    }

    @Override
    void change(StorageCredentialInfo credential, Part part, Label label, Outputs outputs) {
        workspace
                .client()
                .storageCredentials()
                .update(new UpdateStorageCredential()
                        .setName(Names.inPath(credential.getName()))
                        .setComment(Owner.text(label))
                        .setAwsIamRole(new AwsIamRoleRequest().setRoleArn(role(part, outputs)))
                        .setReadOnly(false)
                        .setSkipValidation(true));
    }

    @Override
    void delete(StorageCredentialInfo credential) {
        workspace.client().storageCredentials().delete(Names.inPath(credential.getName()));
    }

    @Override
    boolean isTold(StorageCredentialInfo credential) {
        return Workspace.find(() -> workspace.client().storageCredentials().get(Names.inPath(credential.getName())))
                .isPresent();
    }

    /** Returns what Databricks chose: who it is on AWS, and the word it brings. */
    Optional<String> output(StorageCredentialInfo credential, String name) {
        Optional<AwsIamRoleResponse> role = Optional.ofNullable(credential.getAwsIamRole());
        return switch (name) {
            case "identity" -> role.map(AwsIamRoleResponse::getUnityCatalogIamArn);
            case "external-id" -> role.map(AwsIamRoleResponse::getExternalId);
            default -> Optional.empty();
        };
    }

    private static String role(Part part, Outputs outputs) {
        return outputs.of(Values.of(part).text("role"), "arn");
    }

    private static String name(Part part) {
        return Names.kept(Values.of(part).text("name"));
    }
}
