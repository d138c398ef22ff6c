package lakeward.core.platform;

/**
 * Made-up load for an embedded database, so that a demonstration moves.
 *
 * @param call the SQL statement to run over and over, each time in a transaction of its own
 * @param perSecond how often
 * @param seed for the session's {@code setseed}, so that a run can be repeated
 */
public record Traffic(String call, double perSecond, long seed) {}
