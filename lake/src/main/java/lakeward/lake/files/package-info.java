/** Where the lake's files stand: in a directory, or where another module puts them. */
package lakeward.lake.files;
