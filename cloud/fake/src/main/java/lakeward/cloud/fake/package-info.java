/** For tests alone: vendors' stand-ins that keep what they are told, and plans of the example shop. */
package lakeward.cloud.fake;
