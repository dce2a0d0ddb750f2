import { StillRunningError, type WorkKey } from '../../aws/run-once.ts';
import { alarmText } from './alarm-text.ts';
import { type ChatDelivery, deliverToChat, type DeliveryPorts } from './deliver-to-chat.ts';
import type { AlarmNotice } from './sns-alarm.ts';

export interface RelayPorts extends DeliveryPorts {
  /** Does the work unless it was done before; throws what the work throws, and then the next try runs again. */
  runOnce(key: WorkKey, work: () => Promise<void>): Promise<'done' | 'done-before'>;
  /** Called for each chat that was asked. */
  report(delivery: ChatDelivery): void;
}

/** Some chat could not be told now, and may be later. */
export class AlarmUndeliveredError extends Error {
  override readonly name = 'AlarmUndeliveredError';
}

/**
 * Tells every chat of every notice, once: SNS may repeat a notice. A chat that is gone does not keep the others from hearing.
 * @throws AlarmUndeliveredError when a chat has to be tried again; those that were told are not told twice
 */
export async function relayAlarms(
  ports: RelayPorts,
  { stage, chats, notices }: { stage: string; chats: readonly string[]; notices: readonly AlarmNotice[] },
): Promise<void> {
  let undelivered = 0;
  for (const notice of notices) {
    const text = alarmText(stage, notice);
    for (const chat of chats) {
      const isSettled = await tellOnce(ports, notice, chat, text);
      if (!isSettled) undelivered += 1;
    }
  }
  if (undelivered > 0) throw new AlarmUndeliveredError(`${undelivered} messages have to be sent again`);
}

/** @returns false when it has to be tried again */
async function tellOnce(
  ports: RelayPorts,
  { region, name, changedAt }: AlarmNotice,
  chat: string,
  text: string,
): Promise<boolean> {
  let tries = 0;
  let isTold = false;
  const deliver = async (): Promise<void> => {
    tries += 1;
    const delivery = await deliverToChat(ports, chat, text);
    ports.report(delivery);
    if (delivery.outcome === 'failed') throw new AlarmUndeliveredError(delivery.why);
    isTold = true;
  };
  try {
    await ports.runOnce({ region, alarm: name, changedAt, chat }, deliver);
    return true;
  } catch (error) {
    if (error instanceof AlarmUndeliveredError || error instanceof StillRunningError) return false;
    // The table that remembers is away. The alarm may be about just that: told twice is better than never.
    if (tries > 0) return isTold;
    return deliver().then(
      () => true,
      () => false,
    );
  }
}
