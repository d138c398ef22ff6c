package lakeward.cloud.databricks;

import com.databricks.sdk.service.sql.ExecuteStatementRequest;
import com.databricks.sdk.service.sql.ExecuteStatementRequestOnWaitTimeout;
import com.databricks.sdk.service.sql.ServiceError;
import com.databricks.sdk.service.sql.StatementResponse;
import com.databricks.sdk.service.sql.StatementState;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Runs statements that may as well be run twice. */
final class Statements {
    private static final Set<StatementState> UNDER_WAY = Set.of(StatementState.PENDING, StatementState.RUNNING);

    private final Workspace workspace;

    Statements(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Runs a statement, and waits until it is done; a warehouse at rest starts first.
     *
     * @throws lakeward.core.platform.PlatformException if it fails, or is not done in time
     */
    void run(String warehouse, String statement) {
        AtomicReference<StatementResponse> response = new AtomicReference<>(workspace
                .client()
                .statementExecution()
                .executeStatement(new ExecuteStatementRequest()
                        .setWarehouseId(warehouse)
                        .setStatement(statement)
                        .setWaitTimeout("30s")
                        .setOnWaitTimeout(ExecuteStatementRequestOnWaitTimeout.CONTINUE)));
        workspace.await(() -> {
            if (UNDER_WAY.contains(response.get().getStatus().getState())) {
                response.set(workspace
                        .client()
                        .statementExecution()
                        .getStatement(response.get().getStatementId()));
            }
            return !UNDER_WAY.contains(response.get().getStatus().getState());
        });
        StatementState state = response.get().getStatus().getState();
        if (state != StatementState.SUCCEEDED) {
            String why = Optional.ofNullable(response.get().getStatus().getError())
                    .map(ServiceError::getMessage)
                    .orElse("it is " + state);
            throw Refusal.environment(
                    "Cannot run a statement in %s: %s (%s). Set right what it names, and start again."
                            .formatted(
                                    workspace.address(),
                                    why,
                                    statement.lines().findFirst().orElse("")),
                    null);
        }
    }
}
