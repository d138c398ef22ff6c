package lakeward.definition;

import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Access.SignIn;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Section.Named;
import lakeward.definition.yaml.Written;

/** Who may read what, as the author writes it. */
record AccessSettings(Optional<SignIn> signIn, List<Group> groups, List<Role> roles) {
    /** People with the same roles. */
    record Group(Written<String> name, List<Written<String>> roles, List<Written<String>> people) {}

    /** What those who have it may read. */
    record Role(Written<String> name, List<Written<String>> read, List<Written<String>> mask, List<Named> rows) {}

    /** Whether a password alone is enough. */
    enum SecondFactor {
        REQUIRED,
        OPTIONAL
    }

    static final Form COLUMN =
            Form.of("[^.\\s]+\\.[^.]+(\\.[^.]+)?", "a table and a column, for example customers.email");

    private static final Form ISSUER = Form.of(
                    "https://[^\\s]+", "an https address, for example https://login.example.com")
            .fromEnvironment();
    private static final Form ATTRIBUTE =
            Form.of("[a-z][a-z0-9_]{0,39}", "a word of at most 40 letters, digits and _, for example country");
    private static final Form MAIL =
            Form.of("[^@\\s]+@[^@\\s]+\\.[^@\\s]+", "a mail address, for example ana@example.com");
    private static final Form READ = Form.of("[^\\s]+", "tables, for example curated.* or processed.orders");
    private static final Form TABLE = Form.of("[^.\\s][^.]*(\\.[^.]+)?", "a table, for example orders");
    private static final Form CONDITION = Form.of("(?s).*\\S.*", "a SQL condition, for example country = user.country");

    static AccessSettings read(Section section) {
        return new AccessSettings(
                section.section("sign-in", "How people prove who they are.", AccessSettings::signIn)
                        .flatMap(how -> how),
                section.sections(
                        "groups", GroundSettings.NAME, "People who have the same roles.", AccessSettings::group),
                section.sections(
                        "roles", GroundSettings.NAME, "What those who have it may read.", AccessSettings::role));
    }

    private static Optional<SignIn> signIn(Section section) {
        Optional<Written<String>> issuer =
                section.requiredText("oidc", ISSUER, "The OpenID Connect provider that people sign in with.");
        SecondFactor second = section.choice(
                        "second-factor",
                        SecondFactor.class,
                        "Whether a password alone is not enough; required if absent.")
                .orElse(SecondFactor.REQUIRED);
        List<String> attributes = section
                .texts(
                        "attributes",
                        ATTRIBUTE,
                        "What the provider tells of a person, which row filters name as user.country.")
                .orElse(List.of())
                .stream()
                .map(Written::value)
                .toList();
        return issuer.map(from -> new SignIn(from.value(), second == SecondFactor.REQUIRED, attributes));
    }

    private static Group group(Written<String> name, Section section) {
        return new Group(
                name,
                section.texts("roles", GroundSettings.NAME, "The roles that they have.")
                        .orElse(List.of()),
                section.texts(
                                "people",
                                MAIL,
                                "Their mail addresses; others may belong to it by what the provider tells.")
                        .orElse(List.of()));
    }

    private static Role role(Written<String> name, Section section) {
        return new Role(
                name,
                section.texts("read", READ, "Tables that it reads: curated.*, or processed.orders.")
                        .orElse(List.of()),
                section.texts("mask", COLUMN, "Columns of them whose values are hidden, for example customers.email.")
                        .orElse(List.of()),
                section.textsByName(
                        "rows", TABLE, CONDITION, "Of a table, the rows for which this is true; user is the person."));
    }
}
