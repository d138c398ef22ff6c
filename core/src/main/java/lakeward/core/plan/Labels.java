package lakeward.core.plan;

import java.util.Arrays;
import java.util.Locale;

/** Constants as people and files write them, for example {@code cloud-only}. */
final class Labels {
    private Labels() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E parse(Class<E> constants, String label) {
        return Arrays.stream(constants.getEnumConstants())
                .filter(constant -> of(constant).equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Cannot read '%s': there are %s. Use the program that wrote it."
                                .formatted(
                                        label,
                                        Arrays.stream(constants.getEnumConstants())
                                                .map(Labels::of)
                                                .toList())));
    }
}
