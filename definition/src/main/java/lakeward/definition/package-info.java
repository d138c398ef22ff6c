/** What the author writes: files to a platform, or every problem with file, line and column. */
package lakeward.definition;
