package lakeward.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Expectation.Violation;
import lakeward.definition.problem.Problems;
import lakeward.definition.sql.SqlText;
import lakeward.definition.yaml.Written;

/**
 * A file of one statement: {@code CREATE MATERIALIZED VIEW name (CONSTRAINT c EXPECT (condition) [ON VIOLATION DROP ROW |
 * FAIL UPDATE | QUARANTINE], …) [COMMENT 'text'] AS SELECT …}.
 */
record ModelFile(Written<String> name, List<Constraint> constraints, Optional<String> comment, SqlText select) {
    private static final String FORM = "CREATE MATERIALIZED VIEW name AS SELECT …";
    private static final String CONSTRAINT_FORM =
            "CONSTRAINT name EXPECT (condition) ON VIOLATION DROP ROW, FAIL UPDATE or QUARANTINE";

    /** What must hold of a row. */
    record Constraint(Written<String> name, SqlText condition, Violation onViolation) {}

    /** Reads a file; empty if it is no such statement, which is reported. */
    static Optional<ModelFile> parse(String file, String content, Problems problems) {
        try {
            return Optional.of(statement(new Words(file, content, FORM)));
        } catch (Words.UnexpectedException unexpected) {
            problems.add(unexpected.place(), unexpected.getMessage());
            return Optional.empty();
        }
    }

    private static ModelFile statement(Words words) {
        words.take("CREATE");
        words.take("MATERIALIZED");
        words.take("VIEW");
        Written<String> name = words.name("the model's name");
        List<Constraint> constraints = new ArrayList<>();
        if (words.accepts("(")) {
            words.inForm(CONSTRAINT_FORM);
            do {
                constraints.add(constraint(words));
            } while (words.accepts(","));
            words.take(")");
            words.inForm(FORM);
        }
        Optional<String> comment = Optional.empty();
        if (words.accepts("COMMENT")) {
            comment = Optional.of(words.text());
        }
        words.take("AS");
        return new ModelFile(name, constraints, comment, words.rest());
    }

    private static Constraint constraint(Words words) {
        words.take("CONSTRAINT");
        Written<String> name = words.name("the expectation's name");
        words.take("EXPECT");
        SqlText condition = words.parenthesized();
        Violation violation = Violation.KEEP_ROW;
        if (words.accepts("ON")) {
            words.take("VIOLATION");
            violation = violation(words);
        }
        return new Constraint(name, condition, violation);
    }

    private static Violation violation(Words words) {
        if (words.accepts("DROP")) {
            words.take("ROW");
            return Violation.DROP_ROW;
        }
        if (words.accepts("FAIL")) {
            words.take("UPDATE");
            return Violation.FAIL_UPDATE;
        }
        if (words.accepts("QUARANTINE")) {
            return Violation.QUARANTINE;
        }
        throw words.unexpected("DROP ROW, FAIL UPDATE or QUARANTINE");
    }
}
