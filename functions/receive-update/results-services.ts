import { randomBytes } from 'node:crypto';
import { testAlertMessages } from '../../bots/fleet/alerts/alert-message.ts';
import type { Asker, FleetServices } from '../../bots/fleet/services.ts';
import { joinMessages } from '../../bots/fleet/sharing/join-message.ts';
import type { Newcomer } from '../../bots/fleet/sharing/sharing-service.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { languageOf } from '../../core/bot/i18n/language-of.ts';
import { type Act, auditedBy } from '../../core/bot/note-act.ts';
import { announce, writeMessages } from '../../core/bot/outbox/write-messages.ts';
import type { Databases } from '../../core/database/databases.ts';
import { inTransaction, type Queryable, type Session } from '../../core/database/pool.ts';
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
import { chooseFleet, requireRole } from '../../core/fleet/terminals/fleets.ts';
import { actorOf, note } from './note-acts.ts';

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
  const act = <T>(
    asker: Asker,
    action: string,
    fleetId: string,
    subject: Act['subject'] | ((done: T) => Act['subject']),
    work: (session: Session) => Promise<T>,
  ): Promise<T> =>
    auditedBy<T>(
      write,
      actorOf(asker),
      (done) => ({
        action,
        fleetId,
        subject: (typeof subject === 'function' ? subject(done) : subject) ?? {},
      }),
      work,
    );

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
      async invite(asker, fleetId, role) {
        const { userId, now } = asker;
        const expiresAt = new Date(now.getTime() + INVITE_DAYS * DAY_MS);
        const token = await act(asker, 'fleet.invite', fleetId, { role }, (session) =>
          makeInvite(session, { fleetId, by: userId, role, now, token: randomBytes(INVITE_TOKEN_BYTES) }),
        );
        return { token, expiresAt };
      },
      withdrawInvites: (asker, fleetId) =>
        act(
          asker,
          'fleet.withdraw-invites',
          fleetId,
          (count: number) => ({ count }),
          (session) => withdrawInvites(session, fleetId, asker.userId),
        ),
      async accept(asker, newcomer, token) {
        const { accepted, ids } = await inTransaction(write, (session) =>
          acceptAndTell(session, asker, newcomer, token),
        );
        await announce(messagesQueue, ids);
        return accepted;
      },
      changeRole: (asker, fleetId, member, role) =>
        act(asker, 'fleet.change-role', fleetId, { member, role }, (session) =>
          changeRole(session, fleetId, asker.userId, member, role),
        ),
      remove: (asker, fleetId, member) =>
        act(asker, 'fleet.remove-member', fleetId, { member }, (session) =>
          removeMember(session, fleetId, asker.userId, member),
        ),
      leave: (asker, fleetId) =>
        act(asker, 'fleet.leave', fleetId, {}, (session) => leaveFleet(session, fleetId, asker.userId)),
      give: (asker, fleetId, member) =>
        act(asker, 'fleet.give', fleetId, { member }, (session) =>
          giveFleet(session, fleetId, asker.userId, member),
        ),
    },
  };
}

/** The new member and the message to the owner are written together; who was a member before is not announced again. */
async function acceptAndTell(
  session: Session,
  asker: Asker,
  newcomer: Newcomer,
  token: string,
): Promise<{ readonly accepted: AcceptedInvite; readonly ids: readonly string[] }> {
  const { userId, now } = asker;
  const accepted = await acceptInvite(session, token, userId, now);
  await chooseFleet(session, userId, accepted.fleetId);
  if (!accepted.wasMember)
    await note<AcceptedInvite>(asker, ({ fleetId, role }) => ({
      action: 'fleet.join',
      fleetId,
      subject: { role },
    }))(session, accepted);
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
