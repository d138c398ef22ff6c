/** The SQL of models: which of it means the same on every engine, and what type each part has. */
package lakeward.definition.sql;
