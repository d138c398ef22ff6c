package lakeward.definition.yaml;

import lakeward.definition.problem.Place;

/** A value and where it is written. */
public record Written<T>(T value, Place place) {}
