// Prints which resources of the given templates break which of Control Tower's rules, as JSON.
const { CfnGuardValidator } = require("@cdklabs/cdk-validator-cfnguard");

const MOST_BYTES = 256 * 1024 * 1024;
const report = new CfnGuardValidator({ maxBuffer: MOST_BYTES }).validate({ templatePaths: process.argv.slice(2) });
const findings = [];
for (const { description, violatingResources } of report.violations) {
  const rule = description.match(/^\[(.*?)\]/)[1];
  for (const { templatePath, resourceLogicalId } of violatingResources) {
    findings.push({ rule, file: templatePath, resource: resourceLogicalId });
  }
}
process.stdout.write(JSON.stringify(findings));
