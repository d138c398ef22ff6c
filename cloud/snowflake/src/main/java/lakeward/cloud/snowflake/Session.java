package lakeward.cloud.snowflake;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import lakeward.core.platform.PlatformException;

/** A session with the planned account, over Snowflake's own driver, begun with the first statement. */
final class Session implements AutoCloseable {
    /** The driver logs what it throws, with traces; we say what it throws. */
    private static final Logger DRIVER = Logger.getLogger("net.snowflake");

    private final String account;
    private final Duration patience;
    private Connection connection;
    private String role = "";
    private Optional<Name> warehouse = Optional.empty();

    /**
     * Makes one; nothing is asked yet.
     *
     * @param patience how long a vendor that does not answer is asked again, for each statement
     */
    Session(String account, Duration patience) {
        this.account = account;
        this.patience = patience;
        DRIVER.setLevel(Level.OFF);
    }

    String account() {
        return account;
    }

    /** Returns the rows that a query gives, their columns' names in lower case; what is null is empty. */
    List<Map<String, String>> rows(String sql, String what, String right) {
        return ask(sql, what, right);
    }

    /** Does a statement and returns what Snowflake says of it. */
    String run(Statement statement, String what) {
        List<Map<String, String>> rows = ask(statement.sql(), what, statement.right());
        if (statement instanceof Statement.Drop drop && drop.kind() == Kind.WAREHOUSE) {
            warehouse = Optional.empty();
        }
        return rows.isEmpty() ? "" : rows.get(0).getOrDefault("status", "");
    }

    /** Lets statements after it work on a warehouse. */
    void use(Name wanted) {
        if (!warehouse.equals(Optional.of(wanted))) {
            run(new Statement.Use(wanted), "use warehouse " + wanted);
            warehouse = Optional.of(wanted);
        }
    }

    private List<Map<String, String>> ask(String sql, String what, String right) {
        open();
        try (java.sql.Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return List.of();
            }
            try (ResultSet result = statement.getResultSet()) {
                return read(result);
            }
        } catch (SQLException failed) {
            throw Failures.doing(account, role, what, right, failed);
        }
    }

    private static List<Map<String, String>> read(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<Map<String, String>> rows = new ArrayList<>();
        while (result.next()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String value = result.getString(i);
                row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value == null ? "" : value);
            }
            rows.add(row);
        }
        return rows;
    }

    private void open() {
        if (connection != null) {
            return;
        }
        try {
            connection = DriverManager.getConnection(
                    "jdbc:snowflake:auto?networkTimeout=%d&loginTimeout=%d&maxHttpRetries=0&CLIENT_TELEMETRY_ENABLED=false"
                            .formatted(patience.toMillis(), patience.toSeconds()));
        } catch (SQLException failed) {
            throw Failures.connecting(account, failed);
        }
        Map<String, String> here = ask(
                        "SELECT CURRENT_ORGANIZATION_NAME(), CURRENT_ACCOUNT_NAME(), CURRENT_ROLE()",
                        "look where we are",
                        "a role")
                .get(0);
        String found = "%s-%s".formatted(here.get("current_organization_name()"), here.get("current_account_name()"));
        role = here.get("current_role()");
        if (!plain(found).equals(plain(account))) {
            throw wrongAccount(found);
        }
    }

    private PlatformException wrongAccount(String found) {
        close();
        return Failures.environment(
                "Cannot use Snowflake account %s: the plan is for %s. Name a connection to that one in SNOWFLAKE_DEFAULT_CONNECTION_NAME."
                        .formatted(found, account));
    }

    /** In an address an account's underscore is a hyphen. */
    private static String plain(String name) {
        return name.replace('_', '-').toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException gone) {
            // A session that cannot be ended ends by itself.
        }
        connection = null;
    }

    @Override
    public String toString() {
        return "session with " + account;
    }
}
