/** A plan's Snowflake parts, made and looked at. */
package lakeward.cloud.snowflake;
