/** DuckDB in process. */
package lakeward.duckdb;
