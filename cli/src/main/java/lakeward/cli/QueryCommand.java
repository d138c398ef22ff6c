package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lakeward.server.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = {
            "Ask the lake, now or in the past.",
            "For example: select * from processed.orders at (version => 12) limit 5",
            "             select * from raw.orders at (timestamp => '2026-11-22 10:42:00')"
        })
final class QueryCommand extends SubjectCommand {
    @Parameters(index = "0", paramLabel = "SQL", description = "One SELECT statement.")
    private String sql;

    /** How the answer is printed. */
    enum Format {
        TABLE,
        JSON,
        CSV,
        PARQUET
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json, csv or parquet; the last three go to the output as they are.")
    private Format format;

    @Override
    public Integer call() throws IOException {
        Format wanted = json() ? Format.JSON : format;
        try (Session session = Session.open(this, Session.Need.LAKE)) {
            String wire = wanted == Format.TABLE ? "json" : wanted.name().toLowerCase(Locale.ROOT);
            try (InputStream answer = session.client().post("/api/query", Map.of("format", wire), sql)) {
                if (wanted == Format.TABLE) {
                    print(Json.MAPPER.readTree(answer));
                } else {
                    answer.transferTo(System.out);
                    System.out.flush();
                }
            }
        }
        return 0;
    }

    private void print(JsonNode answer) {
        List<String> heads = new ArrayList<>();
        answer.path("columns").forEach(name -> heads.add(name.asText()));
        List<List<String>> rows = new ArrayList<>();
        answer.path("rows").forEach(row -> {
            List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(value.isNull() ? "" : value.asText()));
            rows.add(values);
        });
        screen().table(heads, rows);
        screen().line(screen().soft(rows.size() == 1 ? "1 row" : Figures.count(rows.size()) + " rows"));
    }
}
