/** What is asked of engines. */
package lakeward.core.port;
