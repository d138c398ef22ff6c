package lakeward.core.platform;

/**
 * A MySQL that is run in the cloud: ground for applications of the author's, of which nothing is captured yet.
 *
 * @param insights whether it tells which statements take its time
 */
public record MysqlServer(String name, Backup backup, boolean insights) {}
