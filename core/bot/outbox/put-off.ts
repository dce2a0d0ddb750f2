import type { JsonQueue } from '../../aws/queue-sender.ts';
import type { Database } from '../../database/pool.ts';
import type { OutboxPort } from '../outbox-port.ts';
import { type OutgoingCall, outgoingCallSchema } from './outgoing-message.ts';
import { announce, MessageUnsendableError, writeMessages } from './write-messages.ts';

export interface PutOffPorts {
  /** Of the writer. */
  readonly openDatabase: () => Promise<Database>;
  readonly queue: JsonQueue;
  readonly now: () => Date;
}

/** What Telegram does not take within the update that caused it becomes a message of the outbox. */
export function createOutboxPort({ openDatabase, queue, now }: PutOffPorts): OutboxPort {
  return {
    async putOff({ method, payload, ...message }, retryAfterSeconds) {
      const call = readCall(message.key, { method, payload });
      const notBefore = new Date(now().getTime() + retryAfterSeconds * 1_000);
      const ids = await writeMessages(await openDatabase(), [{ ...message, call, notBefore }]);
      await announce(queue, ids, retryAfterSeconds);
    },
  };
}

function readCall(key: string, given: object): OutgoingCall {
  const { data } = outgoingCallSchema.safeParse(given);
  if (data === undefined) throw new MessageUnsendableError(`the message of ${key} cannot be sent`);
  return data;
}
