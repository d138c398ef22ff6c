/** The lake: Delta tables in a directory. */
package lakeward.lake;
