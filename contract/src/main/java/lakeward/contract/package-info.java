<<<<<<< HEAD
/** One suite per port, and the simplest implementation that passes it. */
=======
/** What every implementation of a port must do, and the simplest one that does it. */
>>>>>>> lake
package lakeward.contract;
