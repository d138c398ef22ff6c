/** A plan's AWS parts, made and looked at by way of stacks. */
package lakeward.cloud.cloudformation;
