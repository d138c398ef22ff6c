/** YAML files with places, and the settings in them: read and described by the same code. */
package lakeward.definition.yaml;
