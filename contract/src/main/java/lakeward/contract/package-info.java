/** What every implementation of a port must do, and the simplest one that does it. */
package lakeward.contract;
