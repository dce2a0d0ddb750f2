import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { NewsQueue } from '../constructs/news-queue.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import { allowSending } from './messaging-stack.ts';
import type { NetworkStack } from './network-stack.ts';

export interface StoreStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup'>;
  /** Straight to the cluster: COPY through RDS Proxy is not documented, and `storeConcurrency` bounds the connections. */
  readonly database: DatabaseAccess;
}

/**
 * The way of a record from the queue into the database: what the ingest task writes to, and what stores it.
 * Messages of the dead-letter queue go back by SQS's own redrive (`aws sqs start-message-move-task`); any queue may name it as its
 * dead-letter queue, which is what that call asks for.
 */
export class StoreStack extends Stack {
  readonly records: QueueWithDeadLetters;
  /** What was stored while somebody watches the live page: read by LiveStack. It stands here since what is stored is announced here. */
  readonly changes: IQueue;
  readonly functions: readonly NodeFunction[];

  constructor(scope: Construct, id: string, props: StoreStackProps) {
    super(scope, id, props);
    const { place, database } = props;
    const { stage } = place;
    const network = { vpc: props.network.vpc, securityGroup: props.network.functionSecurityGroup };

    // Ten seconds: a batch of 10,000 records takes under one, and what a killed execution held comes back after six times this.
    const storeTimeout = Duration.seconds(10);
    // With the function's own back-off of up to 15 minutes a message, ten deliveries outlast an outage of two hours.
    this.records = new QueueWithDeadLetters(this, 'Records', {
      consumerTimeout: storeTimeout,
      maxReceiveCount: 10,
    });

    this.changes = new NewsQueue(this, 'Changes').queue;

    const storeBatch = new NodeFunction(this, 'StoreBatch', {
      place,
      name: 'store-batch',
      timeout: storeTimeout,
      memoryMb: stage.storeMemoryMb,
      network,
      environment: {
        ...database.environment,
        [ENV.loggedKinds]: stage.loggedKinds.join(','),
        [ENV.recordsQueueUrl]: this.records.queue.queueUrl,
        [ENV.changesQueueUrl]: this.changes.queueUrl,
        [ENV.storeConcurrency]: String(stage.storeConcurrency),
      },
    });
    database.allow(storeBatch.function);
    allowSending(this.changes, storeBatch);
    storeBatch.target.addEventSource(
      new SqsEventSource(this.records.queue, {
        batchSize: stage.storeBatchMessages,
        maxConcurrency: stage.storeConcurrency,
        reportBatchItemFailures: true,
      }),
    );

    const maintainDatabase = new NodeFunction(this, 'MaintainDatabase', {
      place,
      name: 'maintain-database',
      timeout: Duration.minutes(5),
      memoryMb: 256,
      network,
      environment: {
        ...database.environment,
        [ENV.datagramLogRetentionDays]: String(stage.datagramLogRetentionDays),
        [ENV.apiErrorRetentionDays]: String(stage.apiErrorRetentionDays),
      },
      folders: ['migrations'],
      isAsynchronous: true,
    });
    database.allow(maintainDatabase.function);
    // A deploy that brings a migration runs it before the code that needs it; one that fails is rolled back.
    new Trigger(this, 'Migrate', {
      handler: maintainDatabase.function,
      timeout: maintainDatabase.timeout,
      executeBefore: [storeBatch.function],
    });
    new FunctionSchedule(this, 'MaintainDatabaseHourly', {
      function: maintainDatabase,
      every: Duration.hours(1),
    });
    this.functions = [storeBatch, maintainDatabase];

    // It stands here since IngestStack, which reads it at every deploy, needs it before its own first one.
    if (place.role === 'standby')
      new StringParameter(this, 'IngestTasks', {
        parameterName: sharedNames(stage).ingestTasksParameter,
        stringValue: '0',
        description: 'How many ingest tasks run here at least; fail-over writes it',
      });
  }
}
