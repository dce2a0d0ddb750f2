import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { expressionOf } from '../metrics/expression.ts';

export interface WatchedQueue {
  /** Lower case and hyphens, such as `records`. */
  readonly name: string;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

/** Keeps what failed until somebody looks. */
export interface KeeperQueue {
  readonly name: string;
  readonly queue: IQueue;
}

const SECONDS_PER_DAY = 86_400;

export function addQueueAlarms(alarms: OperatorAlarms, queues: readonly WatchedQueue[]): void {
  for (const { name, queue, deadLetterQueue } of queues) {
    alarms.add('queue-deep', queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }), name);
    alarms.add('queue-old', queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }), name);
    addDeadLetterAlarms(alarms, name, deadLetterQueue);
  }
}

/** For every queue that keeps what failed: of a queue, or of a function that is invoked asynchronously. */
export function addDeadLetterAlarms(alarms: OperatorAlarms, subject: string, queue: IQueue): void {
  alarms.add(
    'dead-letters',
    queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    subject,
  );
  alarms.add(
    'dead-letters-expiring',
    expressionOf(
      subject,
      { age: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }) },
      ({ age }) => `${age} / ${SECONDS_PER_DAY}`,
    ),
    subject,
  );
}
