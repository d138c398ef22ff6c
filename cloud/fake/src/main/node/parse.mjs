// Prints for each line of the given file, a text in JSON, what a parser of a vendor's SQL takes it for: a kind of statement,
// "opaque" where it only passes it on, or its error.
import { readFileSync } from "node:fs";
import { parse } from "@polyglot-sql/sdk";

for (const sql of readFileSync(process.argv[2], "utf8").trim().split("\n")) {
  const { success, ast, error } = parse(JSON.parse(sql), process.argv[3]);
  const kind = success ? Object.keys(ast[0])[0] : `error ${error}`.replaceAll("\n", " ");
  process.stdout.write(`${["raw", "command"].includes(kind) ? "opaque" : kind}\n`);
}
