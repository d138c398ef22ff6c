package lakeward.core.platform;

import java.util.List;
import java.util.Optional;

/**
 * Who may read what.
 *
 * @param signIn empty where nobody but the platform's owner signs in
 */
public record Access(Optional<SignIn> signIn, List<Group> groups, List<Role> roles) {
    public static final Access NONE = new Access(Optional.empty(), List.of(), List.of());

    /**
     * How people prove who they are.
     *
     * @param issuer the OpenID Connect provider's address
     * @param secondFactor whether a password alone is not enough
     * @param attributes what the provider tells of a person, which row filters name as {@code user.country}
     */
    public record SignIn(String issuer, boolean secondFactor, List<String> attributes) {
        public SignIn {
            attributes = List.copyOf(attributes);
        }
    }

    /**
     * People who have the same roles.
     *
     * @param people their mail addresses; others may belong to it by what the provider tells
     */
    public record Group(String name, List<String> roles, List<String> people) {
        public Group {
            roles = List.copyOf(roles);
            people = List.copyOf(people);
        }
    }

    public Access {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        List<String> names = roles.stream().map(Role::name).toList();
        for (Group group : groups) {
            if (!names.containsAll(group.roles())) {
                throw new IllegalArgumentException(
                        "Cannot give group '%s' the roles %s: there are %s. Name one of them."
                                .formatted(group.name(), group.roles(), names));
            }
        }
    }
}
