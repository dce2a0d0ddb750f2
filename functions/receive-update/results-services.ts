import { randomBytes } from 'node:crypto';
import { testAlertMessages } from '../../bots/fleet/alert-message.ts';
import type { Asker, FleetServices } from '../../bots/fleet/services.ts';
import { joinMessages } from '../../bots/fleet/sharing/join-message.ts';
import type { Newcomer } from '../../bots/fleet/sharing/sharing-service.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { languageOf } from '../../core/bot/i18n/language-of.ts';
import { announce, writeMessages } from '../../core/bot/outbox/write-messages.ts';
import type { Databases } from '../../core/database/databases.ts';
import { inTransaction, type Session } from '../../core/database/pool.ts';
import { readAlertSettings, writeAlertSettings } from '../../core/fleet/alerts/alert-settings.ts';
import { listOrders } from '../../core/fleet/orders/list-orders.ts';
import { readOrder } from '../../core/fleet/orders/read-order.ts';
import { readProfit, readProfitBy } from '../../core/fleet/results/read-profit.ts';
import {
  type AcceptedInvite,
  acceptInvite,
  INVITE_DAYS,
  INVITE_TOKEN_BYTES,
  makeInvite,
  withdrawInvites,
} from '../../core/fleet/sharing/invites.ts';
import {
  changeRole,
  giveFleet,
  leaveFleet,
  listMembers,
  removeMember,
} from '../../core/fleet/sharing/members.ts';
import { readOwner } from '../../core/fleet/sharing/read-owner.ts';
import { chooseFleet, type Queryable, requireRole } from '../../core/fleet/terminals/fleets.ts';

export interface ResultsParts {
  readonly databases: Databases;
  /** Announces messages of the outbox. */
  readonly messagesQueue: JsonQueue;
}

const DAY_MS = 86_400_000;

/** Orders, profit, alerts and sharing, answered by `core/fleet`. */
export function createResultsServices({
  databases,
  messagesQueue,
}: ResultsParts): Pick<FleetServices, 'orders' | 'profit' | 'alerts' | 'sharing'> {
  const { write } = databases;
  const read = <T>({ seesOwnWrites }: Asker, query: (database: Queryable) => Promise<T>): Promise<T> =>
    databases.read(seesOwnWrites ? 'own-writes' : 'recent', query);

  return {
    orders: {
      list: (asker, question) =>
        read(asker, (database) => listOrders(database, { ...question, userId: asker.userId })),
      find: (asker, terminalId, orderId) =>
        read(asker, (database) => readOrder(database, asker.userId, terminalId, orderId)),
    },
    profit: {
      read: (asker, wish) => read(asker, (database) => readProfit(database, { ...wish, ...asker })),
      readBy: (asker, by, wish, page) =>
        read(asker, (database) => readProfitBy(database, by, { ...wish, ...asker }, page)),
    },
    alerts: {
      readSettings: (asker, fleetId) =>
        read(asker, (database) => readAlertSettings(database, fleetId, asker.userId)),
      writeSettings: (asker, fleetId, settings) =>
        inTransaction(write, (session) => writeAlertSettings(session, fleetId, asker.userId, settings)),
      async sendTest(asker, reader, key) {
        await requireRole(write, asker.userId, reader.fleetId, 'viewer');
        await announce(messagesQueue, await writeMessages(write, testAlertMessages(reader, asker.now, key)));
      },
    },
    sharing: {
      listMembers: (asker, fleetId) =>
        read(asker, (database) => listMembers(database, fleetId, asker.userId)),
      async invite({ userId, now }, fleetId, role) {
        const token = await makeInvite(write, {
          fleetId,
          by: userId,
          role,
          now,
          token: randomBytes(INVITE_TOKEN_BYTES),
        });
        return { token, expiresAt: new Date(now.getTime() + INVITE_DAYS * DAY_MS) };
      },
      withdrawInvites: ({ userId }, fleetId) => withdrawInvites(write, fleetId, userId),
      async accept(asker, newcomer, token) {
        const { accepted, ids } = await inTransaction(write, (session) =>
          acceptAndTell(session, asker, newcomer, token),
        );
        await announce(messagesQueue, ids);
        return accepted;
      },
      changeRole: ({ userId }, fleetId, member, role) => changeRole(write, fleetId, userId, member, role),
      remove: ({ userId }, fleetId, member) => removeMember(write, fleetId, userId, member),
      leave: ({ userId }, fleetId) => leaveFleet(write, fleetId, userId),
      give: ({ userId }, fleetId, member) =>
        inTransaction(write, (session) => giveFleet(session, fleetId, userId, member)),
    },
  };
}

/** The new member and the message to the owner are written together; who was a member before is not announced again. */
async function acceptAndTell(
  session: Session,
  { userId, now }: Asker,
  newcomer: Newcomer,
  token: string,
): Promise<{ readonly accepted: AcceptedInvite; readonly ids: readonly string[] }> {
  const accepted = await acceptInvite(session, token, userId, now);
  await chooseFleet(session, userId, accepted.fleetId);
  const owner = accepted.wasMember ? undefined : await readOwner(session, accepted.fleetId);
  if (owner === undefined) return { accepted, ids: [] };
  const messages = joinMessages(
    { userId: owner.userId, language: languageOf(owner.language, owner.telegramLanguage) },
    accepted,
    { ...newcomer, userId },
    `join:${accepted.fleetId}:${userId}:${now.getTime()}`,
  );
  return { accepted, ids: await writeMessages(session, messages) };
}
