package lakeward.core.platform;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A named placement: which engine or vendor runs each part, and where. */
public sealed interface Target {
    /** This machine. */
    Target LOCAL = new Local();

    String name();

    /** This machine. */
    record Local() implements Target {
        @Override
        public String name() {
            return "local";
        }
    }

    /**
     * AWS, with Snowflake and Databricks where they are named.
     *
     * @param databases how each database is run that is not run in the default way
     * @param secrets where AWS keeps the password of each database that is on the author's own server: the secret's ARN
     */
    record Cloud(
            String name,
            Aws aws,
            Optional<Snowflake> snowflake,
            Optional<Databricks> databricks,
            Place place,
            SortedMap<String, DatabasePlacement> databases,
            SortedMap<String, String> secrets)
            implements Target {
        /** Makes a target of a platform whose databases AWS runs. */
        public Cloud(
                String name,
                Aws aws,
                Optional<Snowflake> snowflake,
                Optional<Databricks> databricks,
                Place place,
                Map<String, DatabasePlacement> databases) {
            this(name, aws, snowflake, databricks, place, new TreeMap<>(databases), new TreeMap<>());
        }

        public Cloud {
            databases = Collections.unmodifiableSortedMap(new TreeMap<>(databases));
            secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
            boolean missing = (place.models() == Models.DATABRICKS && databricks.isEmpty())
                    || (place.warehouse() == Warehouse.SNOWFLAKE && snowflake.isEmpty());
            if (missing) {
                throw new IllegalArgumentException(
                        "Cannot place anything of target '%s' with a vendor that it does not name. Name it."
                                .formatted(name));
            }
        }

        /** Returns how a database is run. */
        public DatabasePlacement placement(String database) {
            return databases.getOrDefault(database, DatabasePlacement.DEFAULT);
        }
    }

    /** What runs each part where there is a choice. */
    record Place(Capture capture, Models models, Warehouse warehouse) {}

    /** What reads the databases' logs. */
    enum Capture {
        /** Our own program, as a service. */
        LAKEWARD,
        /** AWS Database Migration Service; our own program reads what it writes. */
        DMS
    }

    /** What computes the models. */
    enum Models {
        LAKEWARD,
        DATABRICKS
    }

    /** What serves curated tables. */
    enum Warehouse {
        NONE,
        SNOWFLAKE
    }

    /**
     * Where on AWS.
     *
     * @param region for example {@code eu-west-1}
     * @param existing what is used where it stands
     */
    record Aws(Accounts accounts, String region, Existing existing) {}

    /**
     * The accounts, twelve digits each.
     *
     * @param data where data lives
     * @param audit where the audit is kept; the data account if absent
     * @param management which governs the organization; guardrails need it
     */
    record Accounts(String data, Optional<String> audit, Optional<String> management) {
        public String auditor() {
            return audit.orElse(data);
        }
    }

    /** What is used where it stands, by the vendor's own names, instead of being made. */
    record Existing(
            Optional<String> organization,
            Optional<String> identityCenter,
            Optional<String> identityStore,
            Optional<String> detector,
            Optional<String> recorder,
            Optional<String> trail,
            Optional<Vpc> vpc,
            SortedMap<String, String> peers) {
        public static final Existing NONE = new Existing(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Collections.emptySortedMap());

        public Existing {
            peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
        }
    }

    /** A network where it stands, with its subnets, one a zone or more. */
    record Vpc(String id, List<String> privateSubnets, List<String> isolatedSubnets) {
        public Vpc {
            privateSubnets = List.copyOf(privateSubnets);
            isolatedSubnets = List.copyOf(isolatedSubnets);
        }
    }

    /**
     * Where in Snowflake.
     *
     * @param account for example {@code acme-eu}: organization and account name
     * @param privateLink the service by which AWS reaches it without the internet, as Snowflake names it
     */
    record Snowflake(String account, Optional<String> privateLink) {
        /** One that is reached by the internet alone. */
        public Snowflake(String account) {
            this(account, Optional.empty());
        }
    }

    /**
     * Where in Databricks.
     *
     * @param workspace its address, {@code https://….cloud.databricks.com}
     */
    record Databricks(String workspace) {}
}
