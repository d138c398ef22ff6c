/** A database's changes, read from the files that AWS DMS writes of them. */
package lakeward.capture.dms;
