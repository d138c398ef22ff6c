/** What is wrong, where, and what was probably meant. */
package lakeward.definition.problem;
