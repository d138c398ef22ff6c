/** What a platform is: databases, tables, changes, models. */
package lakeward.core.platform;
