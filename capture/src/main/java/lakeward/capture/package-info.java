/** Database logs to changes, and a PostgreSQL that this process runs. */
package lakeward.capture;
