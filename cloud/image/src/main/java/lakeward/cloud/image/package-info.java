/** The program and a definition, made an image and put into a registry. */
package lakeward.cloud.image;
