/** A plan made real at its vendors, in order. */
package lakeward.cloud.deployment;
