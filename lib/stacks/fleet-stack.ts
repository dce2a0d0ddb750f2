import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import type { Stage } from '../stages.ts';

export interface FleetStackProps extends StackProps {
  readonly stage: Stage;
}

/** The way of a record from the queue into the database: what the ingest task writes to, and what stores it. */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, props: FleetStackProps) {
    super(scope, id, props);
    const { stage } = props;

    // `{ host, port, dbname, username, password }`; the database stack will fill it.
    const databaseSecret = new Secret(this, 'DatabaseSecret');
    const environment = {
      [ENV.stage]: stage.name,
      [ENV.databaseSecretArn]: databaseSecret.secretArn,
      [ENV.loggedKinds]: stage.loggedKinds.join(','),
    };

    // Ten seconds: a batch of 10,000 records takes under one, and what a killed execution held comes back after six times this.
    const storeTimeout = Duration.seconds(10);
    // With the function's own back-off of up to 15 minutes a message, ten deliveries outlast an outage of two hours.
    const records = new QueueWithDeadLetters(this, 'Records', {
      consumerTimeout: storeTimeout,
      maxReceiveCount: 10,
    });

    const storeBatch = new NodeFunction(this, 'StoreBatch', {
      name: 'store-batch',
      timeout: storeTimeout,
      memoryMb: stage.storeMemoryMb,
      logRetentionDays: stage.logRetentionDays,
      environment: { ...environment, [ENV.recordsQueueUrl]: records.queue.queueUrl },
    });
    databaseSecret.grantRead(storeBatch.function);
    storeBatch.function.addEventSource(
      new SqsEventSource(records.queue, {
        batchSize: stage.storeBatchMessages,
        maxConcurrency: stage.storeConcurrency,
        reportBatchItemFailures: true,
      }),
    );

    const maintainDatabase = new NodeFunction(this, 'MaintainDatabase', {
      name: 'maintain-database',
      timeout: Duration.minutes(5),
      memoryMb: 256,
      logRetentionDays: stage.logRetentionDays,
      environment: { ...environment, [ENV.datagramLogRetentionDays]: String(stage.datagramLogRetentionDays) },
    });
    databaseSecret.grantRead(maintainDatabase.function);
    new Schedule(this, 'MaintainDatabaseHourly', {
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      target: new LambdaInvoke(maintainDatabase.function, {}),
    });
  }
}
