/** A lake in the buckets of S3 or of a store that speaks its language. The only package that knows the AWS SDK. */
package lakeward.lake.s3;
