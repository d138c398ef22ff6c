/** A Delta table's log and deletion vectors. The only package that knows Delta Kernel and Delta's own formats. */
package lakeward.lake.log;
