import type { JsonQueue } from '../../aws/queue-sender.ts';
import { type Database, inTransaction } from '../../database/pool.ts';
import { listAudit } from '../audit.ts';
import type { BotDefinition } from '../define-bot.ts';
import type { Html } from '../html.ts';
import { announce, writeMessages } from '../outbox/write-messages.ts';
import type { Language } from '../turn.ts';
import { readBotFigures } from '../users/bot-figures.ts';
import { findPerson, listBlocked } from '../users/list-blocked.ts';
import { erasePersonalData, readPersonalData } from '../users/personal-data.ts';
import type { UserStore } from '../users/user-store.ts';
import type { BuiltinServices } from './builtin-services.ts';
import { answerMessages, readAdmins, tellAdmins } from './feedback-messages.ts';
import { closeFeedback, insertFeedback, listOpenFeedback, readFeedback } from './feedback-rows.ts';

const PAGE = 8;

/** What a bot itself keeps of a person. */
export interface BotData {
  exportData(userId: number): Promise<unknown>;
  /** @returns why it cannot be erased yet */
  eraseData(userId: number, language: Language): Promise<Html | undefined>;
}

/** A bot's own data as its definition gives it. */
export function botDataOf<S, K extends string>(definition: BotDefinition<S, K>, services: S): BotData {
  return {
    exportData: async (userId) => definition.exportData?.(services, userId),
    async eraseData(userId, language) {
      const obstacle = await definition.eraseData?.(services, userId);
      return obstacle === undefined ? undefined : definition.texts.in(language)(obstacle);
    },
  };
}

export interface BuiltinPorts {
  /** Of the writer. */
  readonly openDatabase: () => Promise<Database>;
  readonly users: UserStore;
  readonly queue: JsonQueue;
  /** Chats of the admins, from the Telegram secret. */
  readonly readAdminChats: () => Promise<readonly string[]>;
  readonly botData: BotData;
  readonly now: () => Date;
}

export function createBuiltinServices(ports: BuiltinPorts): BuiltinServices {
  const { openDatabase, users, queue, readAdminChats, botData, now } = ports;
  return {
    chooseLanguage: (userId, language) => users.chooseLanguage(userId, language),
    chooseTimeZone: (userId, timeZone) => users.chooseTimeZone(userId, timeZone),

    async exportData(bot, userId) {
      const [platform, own] = await Promise.all([
        readPersonalData(await openDatabase(), bot, userId),
        botData.exportData(userId),
      ]);
      return { bot, exportedAt: now().toISOString(), platform, [bot]: own ?? null };
    },
    async eraseData(bot, userId, language) {
      const obstacle = await botData.eraseData(userId, language);
      if (obstacle !== undefined) return obstacle;
      await users.forgetCached(userId);
      await erasePersonalData(await openDatabase(), bot, userId);
      return undefined;
    },

    async leaveFeedback(feedback) {
      const database = await openDatabase();
      const chats = await readAdminChats();
      const ids = await inTransaction(database, async (session) => {
        const id = await insertFeedback(session, feedback);
        if (id === undefined) return [];
        const written = await readFeedback(session, feedback.bot, id);
        if (written === undefined) return [];
        return writeMessages(session, tellAdmins(written, await readAdmins(session, chats)));
      });
      await announce(queue, ids);
    },
    readFeedback: async (bot, id) => readFeedback(await openDatabase(), bot, id),
    listOpenFeedback: async (bot, after) => listOpenFeedback(await openDatabase(), bot, after, PAGE),
    async closeFeedback(bot, id, adminId, answer) {
      const { result, ids } = await inTransaction(await openDatabase(), async (session) => {
        const feedback = await readFeedback(session, bot, id);
        const isMine = await closeFeedback(session, { bot, id, adminId, answer });
        if (feedback === undefined || !isMine) return { result: 'closed-before', ids: [] } as const;
        if (answer === undefined) return { result: 'done', ids: [] } as const;
        if (feedback.author === undefined) return { result: 'nobody', ids: [] } as const;
        const written = await writeMessages(session, answerMessages(feedback, feedback.author, answer));
        return { result: 'done', ids: written } as const;
      });
      await announce(queue, ids);
      return result;
    },

    readFigures: async (bot) => readBotFigures(await openDatabase(), bot),
    findPerson: async (bot, who) => findPerson(await openDatabase(), bot, who),
    listBlocked: async (bot, after) => listBlocked(await openDatabase(), bot, after, PAGE),
    block: (bot, userId, adminId) => users.block(bot, userId, adminId),
    unblock: (bot, userId) => users.unblock(bot, userId),
    isAdmin: async (userId) => (await readAdminChats()).includes(String(userId)),
    listAudit: async (actorId, before) => listAudit(await openDatabase(), { actorId, before, limit: PAGE }),
  };
}
