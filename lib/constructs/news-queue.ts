import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/**
 * A queue of what is news for a minute and worth nothing afterwards. It has no dead-letter queue: its reader throws away what it cannot read,
 * and a message that nobody read in time is told by reading the pages again (docs/adr/0021-live.md).
 */
export class NewsQueue extends Construct {
  readonly queue: IQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The shortest that SQS has.
      retentionPeriod: Duration.seconds(60),
      // What a killed reader held comes to the next one at once.
      visibilityTimeout: Duration.seconds(5),
    });
    acknowledge(this.queue, 'AwsSolutions-SQS3', 'old news is no letter: nobody would send it again');
  }
}
