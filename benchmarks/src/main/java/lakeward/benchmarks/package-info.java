/** Measures ours beside the yardstick. No part of the program. */
package lakeward.benchmarks;
