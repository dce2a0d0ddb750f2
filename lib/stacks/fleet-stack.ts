import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import { tableNamed } from '../constructs/shared-tables.ts';
import type { Place } from '../place.ts';
import { allowSending } from './messaging-stack.ts';
import type { NetworkStack } from './network-stack.ts';

export interface FleetStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup'>;
  readonly database: DatabaseAccess;
  /** `MessagingStack.messages.queue`: where messages to people are announced. */
  readonly messages: IQueue;
}

/** What happens with the fleet besides storing: commands go out, and people are told what they want to know. */
export class FleetStack extends Stack {
  readonly commands: QueueWithDeadLetters;
  readonly functions: readonly NodeFunction[];

  constructor(scope: Construct, id: string, props: FleetStackProps) {
    super(scope, id, props);
    // A command may take 30 s, and is followed to its end.
    const sendTimeout = Duration.seconds(60);
    this.commands = new QueueWithDeadLetters(this, 'Commands', {
      consumerTimeout: sendTimeout,
      // Each delivery goes on where the last one was: what was sent is never sent again.
      maxReceiveCount: 3,
    });
    this.functions = [
      this.#makeSendCommand(props, sendTimeout),
      this.#makeWatchFleet(props),
      this.#makeRefreshStatistics(props),
    ];
  }

  #makeSendCommand({ place, network, database, messages }: FleetStackProps, timeout: Duration): NodeFunction {
    const telegramSecret = secretNamed(this, 'TelegramSecretOfCommands', place, 'telegramSecret');
    const coordination = tableNamed(this, 'Coordination', place, 'coordination');
    const sendCommand = new NodeFunction(this, 'SendCommand', {
      place,
      name: 'send-command',
      timeout,
      memoryMb: 256,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: {
        ...database.environment,
        [ENV.telegramSecretArn]: telegramSecret.secretArn,
        [ENV.coordinationTable]: coordination.tableName,
        [ENV.commandsQueueUrl]: this.commands.queue.queueUrl,
        [ENV.messagesQueueUrl]: messages.queueUrl,
      },
      isAsynchronous: true,
    });
    database.allow(sendCommand.function);
    telegramSecret.grantRead(sendCommand.function);
    // Who owns which terminals, and where the owner listens.
    coordination.grant(sendCommand.function, 'dynamodb:Scan');
    // The next command of a preset; a message that could not be edited in time.
    allowSending(this.commands.queue, sendCommand);
    allowSending(messages, sendCommand);
    sendCommand.target.addEventSource(
      new SqsEventSource(this.commands.queue, {
        // Several runs are followed at once in one execution, which mostly waits.
        batchSize: 5,
        maxConcurrency: 10,
        reportBatchItemFailures: true,
      }),
    );
    // Ends what every delivery of its message has abandoned: nobody shall wait for an answer that cannot come.
    new FunctionSchedule(this, 'SettleEachMinute', { function: sendCommand, every: Duration.minutes(1) });
    return sendCommand;
  }

  #makeWatchFleet({ place, network, database, messages }: FleetStackProps): NodeFunction {
    const watchFleet = new NodeFunction(this, 'WatchFleet', {
      place,
      name: 'watch-fleet',
      timeout: Duration.seconds(50),
      memoryMb: 256,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: { ...database.environment, [ENV.messagesQueueUrl]: messages.queueUrl },
      isAsynchronous: true,
    });
    database.allow(watchFleet.function);
    allowSending(messages, watchFleet);
    new FunctionSchedule(this, 'WatchEachMinute', { function: watchFleet, every: Duration.minutes(1) });
    return watchFleet;
  }

  #makeRefreshStatistics({ place, network, database }: FleetStackProps): NodeFunction {
    const refreshStatistics = new NodeFunction(this, 'RefreshStatistics', {
      place,
      name: 'refresh-statistics',
      // It works for its whole minute, and then has 10 s to end a part.
      timeout: Duration.seconds(70),
      memoryMb: 256,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: database.environment,
      isAsynchronous: true,
    });
    database.allow(refreshStatistics.function);
    new FunctionSchedule(this, 'RefreshEachMinute', {
      function: refreshStatistics,
      every: Duration.minutes(1),
    });
    return refreshStatistics;
  }
}
