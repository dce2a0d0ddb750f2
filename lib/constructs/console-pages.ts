import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { HASHED_CACHE_CONTROL, HASHED_FILES, PAGE_CACHE_CONTROL } from '../../core/contracts/page-headers.ts';
import { buildConsole } from '../bundling/build-console.ts';
import type { Stage } from '../stage-schema.ts';
import { acknowledge } from './acknowledge.ts';
import { retentionOf } from './retention.ts';

export interface ConsolePagesProps {
  readonly stage: Stage;
  readonly bucket: IBucket;
}

/** What the build notes for itself. */
const NOT_SERVED = '.built-from.json';

/**
 * Puts the built pages into their bucket at each deploy: first the files whose names change with what is in them, then the page that names
 * them. Older ones stay, since pages that are open ask for them; versions that are no longer current go after 30 days. Nothing has to be
 * invalidated: CloudFront asks for a page with `no-cache` again each time.
 */
export class ConsolePages extends Construct {
  constructor(scope: Construct, id: string, { stage, bucket }: ConsolePagesProps) {
    super(scope, id);
    const directory = buildConsole();
    const logGroup = new LogGroup(this, 'Logs', {
      retention: retentionOf(stage),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const shared = { destinationBucket: bucket, prune: false, memoryLimit: 256, logGroup };
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...shared,
      sources: [Source.asset(join(directory, HASHED_FILES))],
      destinationKeyPrefix: HASHED_FILES,
      cacheControl: [CacheControl.fromString(HASHED_CACHE_CONTROL)],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...shared,
      sources: [Source.asset(directory, { exclude: [NOT_SERVED, HASHED_FILES] })],
      cacheControl: [CacheControl.fromString(PAGE_CACHE_CONTROL)],
    });
    pages.node.addDependency(hashed);
    // Of CDK's own: both use the same one.
    const handler = hashed.handlerRole.node.scope;
    if (handler !== undefined) acknowledgeHandler(handler);
  }
}

function acknowledgeHandler(handler: IConstruct): void {
  const why = "CDK's own function, which copies files at a deploy: its rights are those that CDK gives it";
  acknowledge(handler, 'AwsSolutions-L1', 'CDK chooses the runtime of its own function');
  acknowledge(
    handler,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    why,
  );
  for (const action of ['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'])
    acknowledge(handler, `AwsSolutions-IAM5[Action::s3:${action}*]`, why);
  for (const resource of [
    'arn:aws:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-us-east-1/*',
    'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-us-east-1/*',
    '<ConsolePages.Arn>/*',
  ])
    acknowledge(handler, `AwsSolutions-IAM5[Resource::${resource}]`, why);
}
