// Prints every finding on the given templates as JSON, and fails if the validator does.
const { RegoEngine, TemplateFile } = require("@aws/cloudformation-validate");

const engine = new RegoEngine();
const findings = [];
for (const file of process.argv.slice(2)) {
  for (const found of engine.validateStandard(new TemplateFile(file)).diagnostics) {
    findings.push({ file, ...found });
  }
}
engine.free();
process.stdout.write(JSON.stringify(findings, (_, value) => (typeof value === "bigint" ? Number(value) : value)));
