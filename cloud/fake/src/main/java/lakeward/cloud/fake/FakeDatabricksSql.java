package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few statements that make and change tables and functions, in Databricks' SQL: names in back quotes, texts in quotes with
 * backslashes.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using">CREATE TABLE</a>
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-alter-table">ALTER TABLE</a>
 */
final class FakeDatabricksSql {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(`(?:[^`]|``)*`|'(?:[^'\\\\]|\\\\.)*'|\\w+\\(\\d+,\\d+\\)|\\w+|[(),.=])", Pattern.DOTALL);

    private final FakeDatabricksTables tables;
    private final FakeDatabricksCall call;
    private final String statement;
    private int at;

    private FakeDatabricksSql(FakeDatabricksTables tables, FakeDatabricksCall call, String statement) {
        this.tables = tables;
        this.call = call;
        this.statement = statement.strip();
    }

    static void run(FakeDatabricksTables tables, FakeDatabricksCall call, String statement) {
        FakeDatabricksSql sql = new FakeDatabricksSql(tables, call, statement);
        sql.run();
        if (sql.at != sql.statement.length()) {
            throw sql.syntax();
        }
    }

    private void run() {
        if (takes("CREATE", "OR", "REPLACE", "TABLE")) {
            createTable(true);
        } else if (takes("CREATE", "TABLE", "IF", "NOT", "EXISTS")) {
            createTable(false);
        } else if (takes("CREATE", "OR", "REPLACE", "FUNCTION")) {
            createFunction(true);
        } else if (takes("CREATE", "FUNCTION", "IF", "NOT", "EXISTS")) {
            createFunction(false);
        } else if (takes("ALTER", "TABLE")) {
            ObjectNode table = tables.owned(name(), call);
            alter(table);
            tables.change(table);
        } else {
            throw syntax();
        }
    }

    private void createTable(boolean replaces) {
        String[] name = name().split("\\.", -1);
        ObjectNode table = FakeDatabricks.object()
                .put("catalog_name", name[0])
                .put("schema_name", name[1])
                .put("name", name[2])
                .put("table_type", "MANAGED")
                .put("data_source_format", "DELTA");
        columns(table.putArray("columns"));
        expect("USING", "DELTA");
        if (takes("LOCATION")) {
            table.put("table_type", "EXTERNAL").put("storage_location", literal());
        }
        if (takes("COMMENT")) {
            table.put("comment", literal());
        }
        expect("TBLPROPERTIES");
        properties(table);
        tables.create(table, replaces, call);
    }

    private void columns(ArrayNode columns) {
        expect("(");
        do {
            ObjectNode column = columns.addObject().put("name", identifier()).put("position", columns.size() - 1);
            column.put("type_text", type()).put("nullable", !takes("NOT", "NULL"));
            if (takes("COMMENT")) {
                column.put("comment", literal());
            }
        } while (takes(","));
        expect(")");
    }

    private void createFunction(boolean replaces) {
        String name = name();
        String[] parts = name.split("\\.", -1);
        ObjectNode function = FakeDatabricks.object()
                .put("catalog_name", parts[0])
                .put("schema_name", parts[1])
                .put("name", parts[2]);
        ArrayNode parameters = function.putObject("input_params").putArray("parameters");
        expect("(");
        do {
            parameters
                    .addObject()
                    .put("name", identifier())
                    .put("type_text", type())
                    .put("position", parameters.size() - 1);
        } while (takes(","));
        expect(")", "RETURNS");
        function.put("full_data_type", type().toUpperCase(Locale.ROOT));
        expect("COMMENT");
        function.put("comment", literal());
        expect("RETURN");
        function.put("routine_definition", statement.substring(at).strip());
        at = statement.length();
        tables.create(function, name, replaces, call);
    }

    private void alter(ObjectNode table) {
        if (takes("SET", "TBLPROPERTIES")) {
            properties(table);
        } else if (takes("ADD", "COLUMNS")) {
            columns((ArrayNode) table.get("columns"));
        } else if (takes("SET", "ROW", "FILTER")) {
            String function = name();
            expect("ON", "(");
            List<String> columns = new ArrayList<>();
            do {
                columns.add(identifier());
            } while (takes(","));
            expect(")");
            tables.checkTakes(function, columns.size(), table, columns);
            ArrayNode names =
                    table.putObject("row_filter").put("function_name", function).putArray("input_column_names");
            columns.forEach(names::add);
        } else if (takes("DROP", "ROW", "FILTER")) {
            table.remove("row_filter");
        } else if (takes("ALTER", "COLUMN")) {
            String name = identifier();
            ObjectNode column = FakeDatabricksTables.column(table, name);
            if (takes("SET", "MASK")) {
                String function = name();
                tables.checkTakes(function, 1, table, List.of(name));
                column.putObject("mask").put("function_name", function);
            } else {
                expect("DROP", "MASK");
                column.remove("mask");
            }
        } else {
            throw syntax();
        }
    }

    private void properties(ObjectNode table) {
        ObjectNode properties = table.withObjectProperty("properties");
        expect("(");
        do {
            String key = literal();
            expect("=");
            properties.put(key, literal());
        } while (takes(","));
        expect(")");
    }

    private String name() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(identifier().toLowerCase(Locale.ROOT));
        } while (takes("."));
        return String.join(".", parts);
    }

    private String identifier() {
        String token = next();
        if (!token.startsWith("`")) {
            throw syntax();
        }
        return token.substring(1, token.length() - 1).replace("``", "`");
    }

    private String type() {
        return next().toLowerCase(Locale.ROOT);
    }

    private String literal() {
        String token = next();
        if (!token.startsWith("'")) {
            throw syntax();
        }
        return token.substring(1, token.length() - 1).replaceAll("(?s)\\\\(.)", "$1");
    }

    private boolean takes(String... words) {
        int before = at;
        for (String word : words) {
            if (at == statement.length() || !next().equalsIgnoreCase(word)) {
                at = before;
                return false;
            }
        }
        return true;
    }

    private void expect(String... words) {
        if (!takes(words)) {
            throw syntax();
        }
    }

    private String next() {
        Matcher token = TOKEN.matcher(statement).region(at, statement.length());
        if (!token.lookingAt()) {
            throw syntax();
        }
        at = token.end();
        return token.group(1);
    }

    private FakeDatabricksRefusal syntax() {
        return FakeDatabricksRefusal.invalid("[PARSE_SYNTAX_ERROR] Syntax error at character " + at);
    }
}
