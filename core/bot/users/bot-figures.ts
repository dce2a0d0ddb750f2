import * as z from 'zod';
import type { Database } from '../../database/pool.ts';

/** How a bot is used. */
export interface BotFigures {
  readonly people: number;
  /** Seen in the last 24 hours and 7 days, at any bot of the family: the clock of a person is one. To the hour. */
  readonly activeDay: number;
  readonly activeWeek: number;
  readonly newWeek: number;
  readonly blocked: number;
  readonly unreachable: number;
  readonly openFeedback: number;
  readonly messagesPending: number;
  /** In the last 7 days: settled messages are kept for that long. */
  readonly messagesFailed: number;
}

const figuresSchema = z.object({
  people: z.int(),
  activeDay: z.int(),
  activeWeek: z.int(),
  newWeek: z.int(),
  blocked: z.int(),
  unreachable: z.int(),
  openFeedback: z.int(),
  messagesPending: z.int(),
  messagesFailed: z.int(),
});

export async function readBotFigures(database: Database, bot: string): Promise<BotFigures> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select count(*)::integer as people,
       count(*) filter (where last_seen_at > now() - interval '1 day')::integer as "activeDay",
       count(*) filter (where last_seen_at > now() - interval '7 days')::integer as "activeWeek",
       count(*) filter (where first_seen_at > now() - interval '7 days')::integer as "newWeek",
       count(*) filter (where blocked_at is not null)::integer as blocked,
       count(*) filter (where unreachable_at is not null)::integer as unreachable,
       (select count(*)::integer from feedback where feedback.bot = $1 and answered_at is null) as "openFeedback",
       (select count(*)::integer from outbox
        where outbox.bot = $1 and state in ('pending', 'sending')) as "messagesPending",
       (select count(*)::integer from outbox where outbox.bot = $1 and state = 'failed') as "messagesFailed"
     from bot_users join users on id = user_id where bot_users.bot = $1`,
    [bot],
  );
  return figuresSchema.parse(rows[0]);
}
