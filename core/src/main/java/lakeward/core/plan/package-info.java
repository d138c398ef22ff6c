/** A platform on a target, as ordered steps. */
package lakeward.core.plan;
