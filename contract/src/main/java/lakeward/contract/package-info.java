/** One suite per port, and the simplest implementation that passes it. */
package lakeward.contract;
