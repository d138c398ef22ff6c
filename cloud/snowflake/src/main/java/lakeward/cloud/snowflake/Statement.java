package lakeward.cloud.snowflake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A statement that changes something. Each may be done again. */
sealed interface Statement {
    String sql();

    /** Returns the right that it needs, for example {@code CREATE WAREHOUSE on the account}. */
    String right();

    /** Makes an object, where none of its name stands; that of a kind which is not made leniently is refused where one does. */
    record Create(Wanted wanted, String comment) implements Statement {
        @Override
        public String sql() {
            String shape = wanted.rule().map(Rule::sql).orElse(columns(wanted.columns()));
            Stream<String> properties = Stream.of(
                            wanted.first().stream(),
                            wanted.always().stream(),
                            Stream.of(Property.text("COMMENT", comment)))
                    .flatMap(all -> all)
                    .map(Property::sql);
            return Stream.concat(
                            Stream.of(
                                    "CREATE %s%s %s"
                                            .formatted(
                                                    wanted.kind().words(),
                                                    wanted.kind().isMadeLeniently() ? " IF NOT EXISTS" : "",
                                                    wanted.name().sql()),
                                    shape),
                            properties)
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(" "));
        }

        private static String columns(List<String> columns) {
            return columns.isEmpty()
                    ? ""
                    : columns.stream()
                            .map(column -> Sql.name(column) + " VARCHAR")
                            .collect(Collectors.joining(", ", "(", ")"));
        }

        @Override
        public String right() {
            String where = wanted.kind()
                    .parent()
                    .map(parent -> "%s %s"
                            .formatted(
                                    parent.words().toLowerCase(Locale.ROOT),
                                    wanted.name().parent()))
                    .orElse("the account");
            return "%s on %s".formatted(wanted.kind().privilege(), where);
        }
    }

    /** A statement about an object that its owner may give. */
    sealed interface OfOwner extends Statement {
        Kind kind();

        Name name();

        @Override
        default String right() {
            return "OWNERSHIP of %s %s".formatted(kind().words().toLowerCase(Locale.ROOT), name());
        }
    }

    /** Sets properties where the object stands. */
    record Set(Kind kind, Name name, List<Property> properties) implements OfOwner {
        @Override
        public String sql() {
            return "ALTER %s %s SET %s"
                    .formatted(
                            kind.words(),
                            name.sql(),
                            properties.stream().map(Property::sql).collect(Collectors.joining(" ")));
        }
    }

    /** Lets a policy do something else, wherever it is. */
    record SetBody(Kind kind, Name name, Rule rule) implements OfOwner {
        @Override
        public String sql() {
            return "ALTER %s %s SET BODY -> %s".formatted(kind.words(), name.sql(), rule.body());
        }
    }

    record Drop(Kind kind, Name name) implements OfOwner {
        @Override
        public String sql() {
            return "DROP %s IF EXISTS %s".formatted(kind.words(), name.sql());
        }
    }

    record AddColumn(Name name, String column) implements OfOwner {
        @Override
        public Kind kind() {
            return Kind.TABLE;
        }

        @Override
        public String sql() {
            return "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s VARCHAR".formatted(name.sql(), Sql.name(column));
        }
    }

    /** Lets a table show its rows by a policy, in one go with taking another off. */
    record FilterRows(Name name, Optional<Name> before, Name policy, List<String> columns) implements OfOwner {
        @Override
        public Kind kind() {
            return Kind.ICEBERG_TABLE;
        }

        @Override
        public String sql() {
            String drop = before.map(old -> "DROP ROW ACCESS POLICY %s, ".formatted(old.sql()))
                    .orElse("");
            return "ALTER ICEBERG TABLE %s %sADD ROW ACCESS POLICY %s ON (%s)"
                    .formatted(
                            name.sql(),
                            drop,
                            policy.sql(),
                            columns.stream().map(Sql::name).collect(Collectors.joining(", ")));
        }
    }

    record ShowAllRows(Name name, Name policy) implements OfOwner {
        @Override
        public Kind kind() {
            return Kind.ICEBERG_TABLE;
        }

        @Override
        public String sql() {
            return "ALTER ICEBERG TABLE %s DROP ROW ACCESS POLICY %s".formatted(name.sql(), policy.sql());
        }
    }

    /** Hides a column's values by a policy, in one go with taking another off. */
    record Mask(Name name, String column, Name policy) implements OfOwner {
        @Override
        public Kind kind() {
            return Kind.ICEBERG_TABLE;
        }

        @Override
        public String sql() {
            return "ALTER ICEBERG TABLE %s MODIFY COLUMN %s SET MASKING POLICY %s FORCE"
                    .formatted(name.sql(), Sql.name(column), policy.sql());
        }
    }

    record Unmask(Name name, String column) implements OfOwner {
        @Override
        public Kind kind() {
            return Kind.ICEBERG_TABLE;
        }

        @Override
        public String sql() {
            return "ALTER ICEBERG TABLE %s MODIFY COLUMN %s UNSET MASKING POLICY"
                    .formatted(name.sql(), Sql.name(column));
        }
    }

    record GrantTo(Right given, Name role) implements Statement {
        @Override
        public String sql() {
            return "GRANT %s TO ROLE %s".formatted(given.sql(), role.sql());
        }

        @Override
        public String right() {
            return "OWNERSHIP of " + given.name();
        }
    }

    record RevokeFrom(Right given, Name role) implements Statement {
        @Override
        public String sql() {
            return "REVOKE %s FROM ROLE %s".formatted(given.sql(), role.sql());
        }

        @Override
        public String right() {
            return "OWNERSHIP of %s, or MANAGE GRANTS on the account".formatted(given.name());
        }
    }

    /** Lets the session work on a warehouse: making an Iceberg table needs one. */
    record Use(Name warehouse) implements Statement {
        @Override
        public String sql() {
            return "USE WAREHOUSE " + warehouse.sql();
        }

        @Override
        public String right() {
            return "USAGE on warehouse " + warehouse;
        }
    }
}
