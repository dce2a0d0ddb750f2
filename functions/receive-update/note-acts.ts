import type { Asker } from '../../bots/fleet/services.ts';
import { type Act, type Actor, noteActOf } from '../../core/bot/note-act.ts';
import type { Alongside } from '../../core/database/pool.ts';

/** As the audit has who asks in a chat. */
export function actorOf({ userId, address }: Asker): Actor {
  return { actorId: userId, source: 'telegram', address };
}

/** The row of the audit for what is changed for somebody, in the transaction of the change. @param act of what was done */
export function note<T>(asker: Asker, act: (done: T) => Act): Alongside<T> {
  return noteActOf(actorOf(asker), act);
}
