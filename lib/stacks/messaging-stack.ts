import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import type { CacheAccess } from '../constructs/cache-access.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import type { Place } from '../place.ts';
import type { NetworkStack } from './network-stack.ts';

export interface MessagingStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup'>;
  readonly database: DatabaseAccess;
  readonly cache: CacheAccess;
}

/** Telegram takes 30 messages a second of a bot: more executions would only wait for each other. SQS asks for two at least. */
const SENDERS = 2;

/**
 * The way of a message from the outbox to Telegram: the queue that tells which rows are due, and what sends them. The schedule finds those
 * whose announcement was lost, and those that had to wait for a later time.
 */
export class MessagingStack extends Stack {
  readonly messages: QueueWithDeadLetters;
  readonly functions: readonly NodeFunction[];

  constructor(scope: Construct, id: string, props: MessagingStackProps) {
    super(scope, id, props);
    const { place, network, database, cache } = props;
    const timeout = Duration.seconds(30);
    this.messages = new QueueWithDeadLetters(this, 'Messages', {
      consumerTimeout: timeout,
      maxReceiveCount: 5,
    });

    const telegramSecret = secretNamed(this, 'TelegramSecret', place, 'telegramSecret');
    const sendMessages = new NodeFunction(this, 'SendMessages', {
      place,
      name: 'send-messages',
      timeout,
      memoryMb: 256,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: {
        ...database.environment,
        ...cache.environment,
        [ENV.telegramSecretArn]: telegramSecret.secretArn,
        [ENV.messagesQueueUrl]: this.messages.queue.queueUrl,
      },
      isAsynchronous: true,
    });
    database.allow(sendMessages.function);
    cache.allow(sendMessages.function);
    telegramSecret.grantRead(sendMessages.function);
    // What Telegram asks to wait for is announced again, later.
    allowSending(this.messages.queue, sendMessages);
    sendMessages.target.addEventSource(
      new SqsEventSource(this.messages.queue, {
        batchSize: 10,
        maxConcurrency: SENDERS,
        reportBatchItemFailures: true,
      }),
    );
    new FunctionSchedule(this, 'SweepEachMinute', { function: sendMessages, every: Duration.minutes(1) });
    this.functions = [sendMessages];
  }
}

/** Without the rights to read and purge that CDK's own grant has beside it. */
export function allowSending(queue: IQueue, { function: sender }: NodeFunction): void {
  queue.grant(sender, 'sqs:SendMessage');
}
