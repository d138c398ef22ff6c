package lakeward.definition.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import lakeward.core.platform.ByteSize;
import lakeward.definition.problem.Place;

/**
 * The settings at one place of a definition. Whoever reads settings asks for each by its key, its range and its default,
 * and says in a sentence what it is. Asked of a file, that gives the values and every problem; asked of a
 * {@link JsonSchema}, the same code describes itself. So a reader asks for all its keys every time, whatever they hold.
 *
 * <p>A value that does not fit is reported and taken as absent.
 */
public interface Section {
    /**
     * A text under a name.
     *
     * @param first where the text's first character stands, within its quotes
     */
    record Named(Written<String> name, Written<String> text, Place first) {}

    /** Where its key is written. */
    Place place();

    /** Whether the key is written here. */
    boolean has(String key);

    /** Whether the key holds one value, rather than settings or a list. */
    boolean holdsOneValue(String key);

    /** Returns where the key's value is written, or where this section is. */
    Place placeOf(String key);

    /** Reports a problem at the key's value, or at this section. */
    void problem(String key, String message);

    Optional<Written<String>> text(String key, Form form, String about);

    /** Reads a text that must be there. */
    Optional<Written<String>> requiredText(String key, Form form, String about);

    /** Takes one value only, which is also the default. */
    void only(String key, String value, String about);

    <E extends Enum<E>> Optional<E> choice(String key, Class<E> choices, String about);

    /** Reads a list of words of a closed set. */
    <E extends Enum<E>> Set<E> choices(String key, Class<E> choices, Set<E> absent, String about);

    boolean logical(String key, boolean absent, String about);

    long whole(String key, long absent, long from, long to, String about);

    double number(String key, double absent, double from, double to, String about);

    Duration duration(String key, Duration absent, Duration from, Duration to, String about);

    ByteSize bytes(String key, ByteSize absent, ByteSize from, ByteSize to, String about);

    /** Reads a list of texts; empty if there is none. */
    Optional<List<Written<String>>> texts(String key, Form form, String about);

    /** Reads texts under names that the author chooses. */
    List<Named> textsByName(String key, Form names, Form form, String about);

    /** Reads settings under the key; empty if there are none. */
    <T> Optional<T> section(String key, String about, Function<Section, T> reader);

    /** Reads settings under names that the author chooses. */
    <T> List<T> sections(String key, Form names, String about, BiFunction<Written<String>, Section, T> reader);

    /** Reads texts under names, which other texts may name from now on: {@code ${name}}. */
    void variables(String key, String about);

    /** Refuses a key that somebody may well look for, and says why there is no such setting. */
    void refused(String key, String message);

    /** Refuses a key that is planned. */
    void notYet(String key);
}
