/** The lake: Delta tables in a directory or in buckets. */
package lakeward.lake;
