/** What a platform is: databases, tables, changes, models; what it stands on, and the targets it is made real on. */
package lakeward.core.platform;
