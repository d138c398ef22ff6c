package lakeward.cloud.databricks;

import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** Why a workspace did not do what it was asked, and what somebody can do about it. */
final class Refusal {
    /** As Unity Catalog says it: {@code User does not have CREATE CATALOG on Metastore 'main'.} */
    private static final Pattern MISSING_RIGHT =
            Pattern.compile("does not have (?:the )?([A-Z][A-Z_ ]+?)(?: privilege)? on (\\w[\\w ]*?) '([^']+)'");

    private static final String SIGN_IN =
            "Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or"
                    + " name a profile of ~/.databrickscfg in DATABRICKS_CONFIG_PROFILE.";

    private Refusal() {}

    static PlatformException of(String doing, String workspace, DatabricksException refused) {
        int status = refused instanceof DatabricksError error ? error.getStatusCode() : 0;
        String said = said(refused, status);
        String front = "Cannot %s in %s: ".formatted(doing, workspace);
        Matcher right = MISSING_RIGHT.matcher(said);
        if (isWithoutMetastore(refused)) {
            return environment(
                    front + "no metastore of Unity Catalog is assigned to the workspace (%s). ".formatted(said)
                            + "Have an account admin assign one of its region.",
                    refused);
        }
        if (status == 401 || (status == 403 && said.toLowerCase(Locale.ROOT).contains("invalid access token"))) {
            return environment(
                    front + "it does not accept the credentials, expired perhaps (%s). ".formatted(said) + SIGN_IN,
                    refused);
        }
        if (right.find()) {
            return environment(
                    front
                            + "right %s on %s '%s' is missing. "
                                    .formatted(right.group(1), right.group(2).toLowerCase(Locale.ROOT), right.group(3))
                            + "Have its owner or a metastore admin grant it to whoever applies.",
                    refused);
        }
        if (status == 403) {
            return environment(
                    front + "a right is missing (%s). ".formatted(said)
                            + "Have a metastore or workspace admin grant it to whoever applies.",
                    refused);
        }
        if (status == 429) {
            return environment(
                    front + "it throttles, and goes on to (%s). ".formatted(said)
                            + "Start again later: what was made stays.",
                    refused);
        }
        if (status >= 500) {
            return environment(
                    front + "it is away, and stayed so (%s). ".formatted(said)
                            + "Start again later: what was made stays.",
                    refused);
        }
        return environment(
                front + "it refused (%s). ".formatted(said) + "Set right what it names, and start again.", refused);
    }

    /** What Databricks said, on one line. The SDK's texts on credentials never come here: they tell how they were found. */
    private static String said(DatabricksException refused, int status) {
        String message = Optional.ofNullable(refused.getMessage())
                .map(text -> text.replaceAll("\\s+", " ").strip())
                .map(text -> text.endsWith(".") ? text.substring(0, text.length() - 1) : text)
                .filter(text -> !text.isEmpty())
                .orElse("no word why");
        String code = refused instanceof DatabricksError error
                        && error.getErrorCode() != null
                        && !error.getErrorCode().isEmpty()
                ? error.getErrorCode() + ", "
                : "";
        return (status == 0 ? "" : status + " ") + code + message;
    }

    static boolean isWithoutMetastore(DatabricksException refused) {
        return refused instanceof DatabricksError error
                && (String.valueOf(error.getErrorCode()).equals("METASTORE_DOES_NOT_EXIST")
                        || String.valueOf(error.getMessage()).contains("No metastore assigned"));
    }

    static PlatformException ofCredentials(String workspace, DatabricksException refused) {
        return environment(
                "Cannot sign in to %s: %s. %s"
                        .formatted(
                                workspace,
                                String.valueOf(refused.getMessage()).contains("more than one authorization method")
                                        ? "there are credentials of more than one kind"
                                        : "Databricks' SDK found no credentials that work",
                                SIGN_IN),
                // Its message tells settings, masked as it sees fit: not for a log.
                null);
    }

    static PlatformException ofOtherWorkspace(String planned, String other) {
        return environment(
                "Cannot use %s: the plan is for %s. Name a profile of ~/.databrickscfg that is for it in"
                                .formatted(other, planned)
                        + " DATABRICKS_CONFIG_PROFILE, or set DATABRICKS_HOST to it.",
                null);
    }

    static PlatformException taken(String named, String workspace) {
        return environment(
                "Cannot make %s in %s: somebody else made one of that name. Rename or remove it there, or give the platform or its target another name."
                        .formatted(named, workspace),
                null);
    }

    static PlatformException environment(String message, Throwable cause) {
        return new PlatformException(Fault.ENVIRONMENT, message, cause);
    }
}
