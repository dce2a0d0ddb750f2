import { alertMessages } from '../../bots/fleet/alerts/alert-message.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { languageOf } from '../../core/bot/i18n/language-of.ts';
import type { OutgoingMessage } from '../../core/bot/outbox/outgoing-message.ts';
import { announce, writeMessages } from '../../core/bot/outbox/write-messages.ts';
import { type Database, inTransaction } from '../../core/database/pool.ts';
import { deleteOldAlerts } from '../../core/fleet/alerts/delete-old-alerts.ts';
import { detectAlerts } from '../../core/fleet/alerts/detect-alerts.ts';
import { markTold, readUntold, type Untold } from '../../core/fleet/alerts/read-untold.ts';

/** Whose buttons the alerts have, and whose chat they come into. */
const BOT = 'fleet';

/** Of one transaction: a fleet with a thousand members is told in ten. */
const READERS_AT_ONCE = 100;

export interface AlertTeller {
  readonly database: Database;
  /** Announces messages of the outbox. */
  readonly queue: JsonQueue;
  readonly now: Date;
  /** Whether there is time for another transaction; what is left is told at the next run. */
  readonly hasTime: () => boolean;
}

/**
 * Finds what there is to tell of the fleets and writes it into the outbox of whoever wants to know: what is written is marked as told in the
 * same transaction, so it is told once, however often and late this runs.
 * @returns how many people and fleets there were to tell
 */
export async function tellAlerts({ database, queue, now, hasTime }: AlertTeller): Promise<number> {
  await detectAlerts(database, now);
  let told = 0;
  while (hasTime()) {
    const { count, ids } = await inTransaction(database, async (session) => {
      const untold = await readUntold(session, BOT, now, READERS_AT_ONCE);
      const written = await writeMessages(
        session,
        untold.flatMap((one) => messagesOf(one, now)),
      );
      await markTold(session, untold);
      return { count: untold.length, ids: written };
    });
    await announce(queue, ids);
    told += count;
    if (count < READERS_AT_ONCE) break;
  }
  await deleteOldAlerts(database, now);
  return told;
}

function messagesOf(untold: Untold, now: Date): OutgoingMessage[] {
  const { fleetId, userId, language, telegramLanguage, lastId } = untold;
  const chosen = language === 'en' || language === 'ru' ? language : undefined;
  return alertMessages(
    { ...untold, bot: BOT, language: languageOf(chosen, telegramLanguage) },
    untold.alerts,
    now,
    `alert:${fleetId}:${userId}:${lastId}`,
  );
}
