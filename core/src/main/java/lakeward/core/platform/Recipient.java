package lakeward.core.platform;

import java.util.Locale;

/**
 * Who is told: {@code role:oncall}, {@code mail:ops@example.com}.
 *
 * @param name the role, or the address
 */
public record Recipient(Kind kind, String name) {
    /** What a recipient is. */
    public enum Kind {
        ROLE,
        MAIL
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + name;
    }
}
