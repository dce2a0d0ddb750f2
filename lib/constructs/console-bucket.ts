import { Duration } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../stage-schema.ts';
import { acknowledge } from './acknowledge.ts';
import { removalOf } from './retention.ts';

/** The console's files, which only CloudFront reads, and a bucket for the logs of both. */
export class ConsoleBucket extends Construct {
  readonly pages: IBucket;
  readonly logs: IBucket;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const closed = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: removalOf(stage),
    };
    this.logs = makeBucket(this, 'Logs', {
      ...closed,
      // CloudFront's standard logs are written with an ACL; everybody else's are refused by BLOCK_ALL.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(stage.logRetentionDays) }],
    });
    acknowledge(this.logs, 'AwsSolutions-S1', 'it is where the logs go; logging it would feed itself');
    this.pages = makeBucket(this, 'Pages', {
      ...closed,
      versioned: true,
      // A release can be taken back for as long.
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: 'console/',
    });
  }
}

function makeBucket(scope: Construct, id: string, props: BucketProps): IBucket {
  const bucket = new Bucket(scope, id, props);
  // Whatever becomes of the constructs around it: another logical id would be another, empty bucket.
  if (bucket.node.defaultChild instanceof CfnBucket)
    bucket.node.defaultChild.overrideLogicalId(`Console${id}`);
  return bucket;
}
