import { writeAudit } from '../../bot/audit.ts';
import { languageOf } from '../../bot/i18n/language-of.ts';
import { writeMessages } from '../../bot/outbox/write-messages.ts';
import { inTransaction } from '../../database/pool.ts';
import { type AcceptedInvite, acceptInvite } from '../../fleet/sharing/invites.ts';
import { readOwner } from '../../fleet/sharing/read-owner.ts';
import { chooseFleet } from '../../fleet/terminals/fleets.ts';
import type { Call } from '../call.ts';
import { readPerson } from './read-person.ts';

/**
 * The new member, the row of the audit and the message to the owner are written together. The message is sent by the sweep of the outbox, within
 * a minute.
 * @throws InviteUnknownError
 */
export function acceptAndTell(
  { caller: { userId }, address, databases, now, parts }: Call,
  token: string,
): Promise<AcceptedInvite> {
  return inTransaction(databases.write, async (session) => {
    const accepted = await acceptInvite(session, token, userId, now);
    const { fleetId } = accepted;
    await chooseFleet(session, userId, fleetId);
    if (accepted.wasMember) return accepted;
    await writeAudit(session, {
      actorId: userId,
      source: 'api',
      address: address ?? undefined,
      action: 'fleet.join',
      fleetId,
      subject: { role: accepted.role },
      outcome: 'done',
    });
    const owner = await readOwner(session, fleetId);
    if (owner === undefined) return accepted;
    const person = await readPerson(session, userId);
    const messages = await parts.joinMessages(
      { userId: owner.userId, language: languageOf(owner.language, owner.telegramLanguage) },
      accepted,
      { userId, firstName: person.name, username: person.username ?? undefined },
      `join:${fleetId}:${userId}:${now.getTime()}`,
    );
    await writeMessages(session, messages);
    return accepted;
  });
}
