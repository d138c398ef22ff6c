/** Spark in a JVM of its own, for the tests of lake. */
package lakeward.lake.spark;
