/** A plan's Databricks parts, made and looked at. */
package lakeward.cloud.databricks;
