import * as z from 'zod';
import type { Cache } from '../../cache/cache.ts';
import type { Database } from '../../database/pool.ts';
import { languageOf } from '../i18n/language-of.ts';
import type { Language } from '../turn.ts';
import type { KnownUser, TelegramPerson, UserDirectory } from './user-directory.ts';
import { hasChanged, readUser, type UserRow, userRowSchema, writeUser } from './user-rows.ts';

/** What is needed of the cache. */
export type UserCache = Pick<Cache, 'getOrFetch' | 'delete'>;

export interface UserStorePorts {
  /** Of the writer: a blocked person and a chosen language hold at once. */
  readonly openDatabase: () => Promise<Database>;
  readonly cache: UserCache;
  /** Whether a change that another process makes is seen here at once. */
  readonly isCacheShared: boolean;
  /** Chats of the admins, from the Telegram secret: a person's private chat has the person's id. */
  readonly readAdminChats: () => Promise<readonly string[]>;
  readonly nowMs: () => number;
}

/** Less than an hour, so that `last_seen_at` is written when a row has been read again. */
export const FRESH_MS = 10 * 60_000;

/** Where each process has a cache of its own, a language that was chosen in another has to come through soon. */
const OWN_FRESH_MS = 5_000;

/** While the database is away people are still known for a day. */
const STALE_MS = 24 * 3600_000;

const SEEN_EVERY_MS = 3600_000;

/** People on PostgreSQL, through the cache: an update of somebody who was there ten minutes ago costs no query. */
export class UserStore implements UserDirectory {
  readonly #ports: UserStorePorts;

  constructor(ports: UserStorePorts) {
    this.#ports = ports;
  }

  async find(bot: string, person: TelegramPerson): Promise<KnownUser> {
    const { cache, isCacheShared } = this.#ports;
    const key = cacheKey(bot, person.id);
    const read = (): Promise<UserRow> =>
      cache.getOrFetch(key, {
        ttlMs: isCacheShared ? FRESH_MS : OWN_FRESH_MS,
        staleMs: STALE_MS,
        schema: userRowSchema,
        fetch: () => this.#readOrWrite(bot, person),
      });
    let row = await read();
    if (row.isUnreachable || hasChanged(row, person)) {
      await cache.delete(key);
      row = await read();
    }
    const adminChats = await this.#ports.readAdminChats();
    return knownUser(person, row, adminChats.includes(String(person.id)));
  }

  async #readOrWrite(bot: string, person: TelegramPerson): Promise<UserRow> {
    const database = await this.#ports.openDatabase();
    const row = await readUser(database, bot, person.id);
    const isWritten =
      row !== undefined &&
      !row.isUnreachable &&
      !hasChanged(row, person) &&
      this.#ports.nowMs() - row.lastSeenAtMs < SEEN_EVERY_MS;
    return isWritten ? row : writeUser(database, bot, person);
  }

  async markUnreachable(bot: string, userId: number): Promise<void> {
    const database = await this.#ports.openDatabase();
    await database.query(
      'update bot_users set unreachable_at = now() where bot = $1 and user_id = $2 and unreachable_at is null',
      [bot, userId],
    );
    await this.#ports.cache.delete(cacheKey(bot, userId));
  }

  async chooseLanguage(userId: number, language: Language): Promise<void> {
    await this.#choose(userId, 'language', language);
  }

  /** @param timeZone IANA name, checked by the caller */
  async chooseTimeZone(userId: number, timeZone: string): Promise<void> {
    await this.#choose(userId, 'time_zone', timeZone);
  }

  async #choose(userId: number, column: 'language' | 'time_zone', value: string): Promise<void> {
    const database = await this.#ports.openDatabase();
    await database.query(`update users set ${column} = $2 where id = $1`, [userId, value]);
    await this.forgetCached(userId);
  }

  /** @returns false when it was so already, or the bot does not know the person */
  async block(bot: string, userId: number, blockedBy: number): Promise<boolean> {
    const database = await this.#ports.openDatabase();
    const { rowCount } = await database.query(
      `update bot_users set blocked_at = now(), blocked_by = $3
       where bot = $1 and user_id = $2 and blocked_at is null`,
      [bot, userId, blockedBy],
    );
    await this.#ports.cache.delete(cacheKey(bot, userId));
    return rowCount === 1;
  }

  /** @returns false when the person was not blocked */
  async unblock(bot: string, userId: number): Promise<boolean> {
    const database = await this.#ports.openDatabase();
    const { rowCount } = await database.query(
      `update bot_users set blocked_at = null, blocked_by = null
       where bot = $1 and user_id = $2 and blocked_at is not null`,
      [bot, userId],
    );
    await this.#ports.cache.delete(cacheKey(bot, userId));
    return rowCount === 1;
  }

  /** What the cache knows of the person at any bot. */
  async forgetCached(userId: number): Promise<void> {
    const database = await this.#ports.openDatabase();
    const { rows } = await database.query<Record<string, unknown>>(
      'select bot from bot_users where user_id = $1',
      [userId],
    );
    for (const { bot } of botRows.parse(rows)) await this.#ports.cache.delete(cacheKey(bot, userId));
  }
}

const botRows = z.array(z.object({ bot: z.string() }));

export function cacheKey(bot: string, userId: number): string {
  return `user:${bot}:${userId}`;
}

function knownUser(
  { id, firstName, username, languageCode }: TelegramPerson,
  row: UserRow,
  isAdmin: boolean,
): KnownUser {
  return {
    id,
    firstName,
    username,
    language: languageOf(row.language ?? undefined, languageCode ?? row.telegramLanguage ?? undefined),
    timeZone: row.timeZone ?? 'UTC',
    hasChosenTimeZone: row.timeZone !== null,
    isAdmin,
    isBlocked: row.isBlocked,
  };
}
