/** A plan's AWS parts as CloudFormation templates. Runs in a process of its own, which alone has the CDK and Node. */
package lakeward.cloud.aws;
