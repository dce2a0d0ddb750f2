import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ENV, type EnvName } from '../../core/contracts/env.ts';
import type { NodeFunction } from './node-function.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

type MeasuredQueue = Pick<QueueWithDeadLetters, 'queue' | 'deadLetterQueue'>;

/** Queues whose depth is measured, and which administrators see. */
export interface MeasuredQueues {
  readonly records: MeasuredQueue;
  readonly messages: MeasuredQueue;
  readonly commands: MeasuredQueue;
  /** Updates of Telegram that failed again and again: they are only kept. */
  readonly updateDeadLetters: IQueue;
}

const readOf = ({ records, messages, commands }: MeasuredQueues): readonly MeasuredQueue[] => [
  records,
  messages,
  commands,
];

export function queueVariables({
  records,
  messages,
  commands,
  updateDeadLetters,
}: MeasuredQueues): Partial<Record<EnvName, string>> {
  return {
    [ENV.recordsQueueUrl]: records.queue.queueUrl,
    [ENV.recordDeadLettersQueueUrl]: records.deadLetterQueue.queueUrl,
    [ENV.messagesQueueUrl]: messages.queue.queueUrl,
    [ENV.messageDeadLettersQueueUrl]: messages.deadLetterQueue.queueUrl,
    [ENV.commandsQueueUrl]: commands.queue.queueUrl,
    [ENV.commandDeadLettersQueueUrl]: commands.deadLetterQueue.queueUrl,
    [ENV.updateDeadLettersQueueUrl]: updateDeadLetters.queueUrl,
  };
}

/** How many messages there are, and nothing of them. */
export function allowMeasuring(queues: MeasuredQueues, { function: reader }: NodeFunction): void {
  const all = readOf(queues).flatMap(({ queue, deadLetterQueue }) => [queue, deadLetterQueue]);
  for (const queue of [...all, queues.updateDeadLetters]) queue.grant(reader, 'sqs:GetQueueAttributes');
}

/** What SQS asks of whoever has it move dead letters back to their queue. */
export function allowRedriving(queues: MeasuredQueues, { function: mover }: NodeFunction): void {
  for (const { queue, deadLetterQueue } of readOf(queues)) {
    queue.grant(mover, 'sqs:SendMessage');
    deadLetterQueue.grant(mover, 'sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage');
  }
}
