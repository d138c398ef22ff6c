package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few statements that make and change tables, in Databricks' SQL: names in back quotes, texts in quotes with backslashes.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using">CREATE TABLE</a>
 */
final class FakeDatabricksSql {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(`(?:[^`]|``)*`|'(?:[^'\\\\]|\\\\.)*'|\\w+\\(\\d+,\\d+\\)|\\w+|[(),.=])", Pattern.DOTALL);

    private final FakeDatabricksCatalog catalog;
    private List<String> tokens = List.of();
    private int at;

    FakeDatabricksSql(FakeDatabricksCatalog catalog) {
        this.catalog = catalog;
    }

    void run(String statement, String caller) {
        tokens = tokens(statement);
        at = 0;
        if (takes("CREATE", "OR", "REPLACE", "TABLE")) {
            createTable(caller);
        } else if (takes("ALTER", "TABLE")) {
            ObjectNode table = catalog.tables().get(name()).deepCopy();
            expect("SET", "TBLPROPERTIES");
            properties(table);
            catalog.tables().put(table.get("full_name").textValue(), table);
        } else {
            throw syntax();
        }
        if (at != tokens.size()) {
            throw syntax();
        }
    }

    private void createTable(String caller) {
        String[] name = name().split("\\.", -1);
        ObjectNode table = FakeDatabricks.object()
                .put("catalog_name", name[0])
                .put("schema_name", name[1])
                .put("name", name[2])
                .put("table_type", "EXTERNAL")
                .put("data_source_format", "DELTA");
        ArrayNode columns = table.putArray("columns");
        expect("(");
        do {
            ObjectNode column = columns.addObject().put("name", identifier()).put("position", columns.size() - 1);
            String type = next().toLowerCase(Locale.ROOT);
            column.put("type_text", type).put("nullable", !takes("NOT", "NULL"));
            if (takes("COMMENT")) {
                column.put("comment", literal());
            }
        } while (takes(","));
        expect(")", "USING", "DELTA", "LOCATION");
        table.put("storage_location", literal());
        if (takes("COMMENT")) {
            table.put("comment", literal());
        }
        expect("TBLPROPERTIES");
        properties(table);
        catalog.replace(table, caller);
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

    private String literal() {
        String token = next();
        if (!token.startsWith("'")) {
            throw syntax();
        }
        return token.substring(1, token.length() - 1).replaceAll("(?s)\\\\(.)", "$1");
    }

    private boolean takes(String... words) {
        for (int index = 0; index < words.length; index++) {
            if (at + index >= tokens.size() || !tokens.get(at + index).equalsIgnoreCase(words[index])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    private void expect(String... words) {
        if (!takes(words)) {
            throw syntax();
        }
    }

    private String next() {
        if (at == tokens.size()) {
            throw syntax();
        }
        return tokens.get(at++);
    }

    private FakeDatabricksRefusal syntax() {
        return FakeDatabricksRefusal.invalid("[PARSE_SYNTAX_ERROR] Syntax error at or near '%s'"
                .formatted(at < tokens.size() ? tokens.get(at) : "end of input"));
    }

    private static List<String> tokens(String statement) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(statement.strip());
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end != statement.strip().length()) {
            throw FakeDatabricksRefusal.invalid("[PARSE_SYNTAX_ERROR] Syntax error at character " + end);
        }
        return tokens;
    }
}
