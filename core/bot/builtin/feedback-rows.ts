import * as z from 'zod';
import type { Database, Queryable, Session } from '../../database/pool.ts';
import { languageOf } from '../i18n/language-of.ts';
import type { Language } from '../turn.ts';

/** What somebody wrote to the people behind a bot. */
export interface Feedback {
  readonly id: string;
  readonly bot: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly isOpen: boolean;
  /** `undefined`: has erased their data. */
  readonly author: FeedbackAuthor | undefined;
}

export interface FeedbackAuthor {
  readonly id: number;
  readonly name: string;
  readonly language: Language;
  readonly isUnreachable: boolean;
}

const rowSchema = z
  .object({
    id: z.string(),
    bot: z.string(),
    text: z.string(),
    created_at: z.date(),
    is_open: z.boolean(),
    user_id: z.coerce.number().int().nullable(),
    first_name: z.string().nullable(),
    username: z.string().nullable(),
    language: z.enum(['en', 'ru']).nullable(),
    telegram_language: z.string().nullable(),
    is_unreachable: z.boolean(),
  })
  .transform((row): Feedback => ({
    id: row.id,
    bot: row.bot,
    text: row.text,
    createdAt: row.created_at,
    isOpen: row.is_open,
    author:
      row.user_id === null
        ? undefined
        : {
            id: row.user_id,
            name: personName(row.first_name ?? '', row.username ?? undefined, row.user_id),
            language: languageOf(row.language ?? undefined, row.telegram_language ?? undefined),
            isUnreachable: row.is_unreachable,
          },
  }));

/** `Ada (@ada)`, `Ada (12345)`: admins must be able to find the person. */
export function personName(firstName: string, username: string | undefined, id: number): string {
  return `${firstName} (${username === undefined ? id : `@${username}`})`.trim();
}

const SELECT = `
  select f.id, f.bot, f.text, f.created_at, f.answered_at is null as is_open, f.user_id, u.first_name, u.username,
    u.language, u.telegram_language, b.unreachable_at is not null as is_unreachable
  from feedback f left join users u on u.id = f.user_id
    left join bot_users b on b.user_id = f.user_id and b.bot = f.bot`;

/** @returns the id, or `undefined` when this update has brought it before */
export async function insertFeedback(
  session: Session,
  { bot, userId, text, key }: { bot: string; userId: number; text: string; key: string },
): Promise<string | undefined> {
  const { rows } = await session.query<Record<string, unknown>>(
    `insert into feedback (bot, user_id, text, key) values ($1, $2, $3, $4)
     on conflict (key) do nothing returning id`,
    [bot, userId, text, key],
  );
  return z.object({ id: z.string() }).optional().parse(rows[0])?.id;
}

export async function readFeedback(
  database: Queryable,
  bot: string,
  id: string,
): Promise<Feedback | undefined> {
  const { rows } = await database.query<Record<string, unknown>>(`${SELECT} where f.bot = $1 and f.id = $2`, [
    bot,
    id,
  ]);
  return rowSchema.optional().parse(rows[0]);
}

export interface FeedbackPage {
  readonly items: readonly Feedback[];
  /** `after` of the next page. */
  readonly next: string | undefined;
}

/** Open feedback, oldest first: it waits for longest. @param after id of the last one of the page before; `0` at the start */
export async function listOpenFeedback(
  database: Database,
  bot: string,
  after: string,
  limit: number,
): Promise<FeedbackPage> {
  const { rows } = await database.query<Record<string, unknown>>(
    `${SELECT} where f.bot = $1 and f.answered_at is null and f.id > $2 order by f.id limit $3`,
    [bot, after, limit + 1],
  );
  const all = z.array(rowSchema).parse(rows);
  const items = all.slice(0, limit);
  return { items, next: all.length > limit ? items.at(-1)?.id : undefined };
}

/**
 * @param answer `undefined`: done without words
 * @returns false when somebody else was faster; who repeats their own answer gets true
 */
export async function closeFeedback(
  session: Queryable,
  { bot, id, adminId, answer }: { bot: string; id: string; adminId: number; answer: string | undefined },
): Promise<boolean> {
  const { rowCount } = await session.query(
    `update feedback set answer = $4, answered_by = $3, answered_at = coalesce(answered_at, now())
     where bot = $1 and id = $2
       and (answered_at is null or (answered_by = $3 and answer is not distinct from $4))`,
    [bot, id, adminId, answer ?? null],
  );
  return rowCount === 1;
}
