package lakeward.cloud.aws;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may do what: a list of lines {@code who | action | resource | condition keys | verdict | why}, asked of the shop's
 * templates. A key {@code way} says by which private way the request comes.
 */
record AccessTable(List<Row> rows) {
    /** One request, and whether it is to be allowed. */
    record Row(Policies.Request request, boolean allowed, String text) {}

    static AccessTable read(String file) throws Exception {
        return new AccessTable(Files.readAllLines(Path.of("src/test/resources", file)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(AccessTable::row)
                .toList());
    }

    private static Row row(String line) {
        String[] cells = line.split(" *\\| *", -1);
        Map<String, String> context = new TreeMap<>();
        for (String pair : cells[3].isEmpty() ? new String[0] : cells[3].split(";", -1)) {
            String[] keyAndValue = pair.split("=", 2);
            context.put(keyAndValue[0], keyAndValue[1]);
        }
        boolean allowed = switch (cells[4]) {
            case "allowed" -> true;
            case "refused" -> false;
            default -> throw new AssertionError("no verdict in " + line);
        };
        return new Row(new Policies.Request(cells[0], cells[1], arn(cells[2]), context), allowed, line);
    }

    /** Returns the full name of what the table calls by a short one. */
    private static String arn(String name) {
        String here = "eu-west-1:111111111111";
        return switch (name) {
            case "key" -> "arn:aws:kms:%s:key/lake".formatted(here);
            case "password" -> "arn:aws:secretsmanager:%s:secret:rds!cluster-app".formatted(here);
            case "login" -> "arn:aws:secretsmanager:%s:secret:lakeward-dms/shop-prod-dms-app-a1b2c3".formatted(here);
            case "image" -> "arn:aws:ecr:%s:repository/shop-prod-program".formatted(here);
            case "log" -> "arn:aws:logs:%s:log-group:/lakeward/shop-prod-capture-app:log-stream:1".formatted(here);
            default ->
                name.startsWith("arn:") || name.equals("*")
                        ? name
                        : "arn:aws:s3:::" + name.replaceFirst("^([a-z-]+)", "shop-prod-$1-111111111111");
        };
    }

    /** Returns the rows that the templates, by their files' names, contradict. */
    List<String> wrong(Map<String, String> templates) throws Exception {
        Policies policies = new Policies(templates);
        List<String> wrong = new ArrayList<>();
        for (Row row : rows) {
            if (policies.allows(row.request()) != row.allowed()) {
                wrong.add(row.text());
            }
        }
        return wrong;
    }
}
