import * as z from 'zod';
import type { QueueAddresses } from '../aws/queue-watch.ts';
import { ENV } from '../contracts/env.ts';

const url = z.url();

/** The variables that name the queues which are looked at. */
export const queueVariables = z.object({
  [ENV.recordsQueueUrl]: url,
  [ENV.recordDeadLettersQueueUrl]: url,
  [ENV.messagesQueueUrl]: url,
  [ENV.messageDeadLettersQueueUrl]: url,
  [ENV.commandsQueueUrl]: url,
  [ENV.commandDeadLettersQueueUrl]: url,
  [ENV.updateDeadLettersQueueUrl]: url,
});

/** The queues by the names that people see: of records, of messages to people, of commands, and of updates that failed. */
export function queuesOf(variables: z.infer<typeof queueVariables>): QueueAddresses[] {
  const of = (name: string, queueUrl: string, deadLettersUrl: string): QueueAddresses => ({
    name,
    queueUrl,
    deadLettersUrl,
  });
  return [
    of('records', variables[ENV.recordsQueueUrl], variables[ENV.recordDeadLettersQueueUrl]),
    of('messages', variables[ENV.messagesQueueUrl], variables[ENV.messageDeadLettersQueueUrl]),
    of('commands', variables[ENV.commandsQueueUrl], variables[ENV.commandDeadLettersQueueUrl]),
    // Updates that failed again and again: without what the person wrote, so there is nothing that could be tried again.
    { name: 'updates', queueUrl: undefined, deadLettersUrl: variables[ENV.updateDeadLettersQueueUrl] },
  ];
}
