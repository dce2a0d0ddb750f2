import * as z from 'zod';
import { writeAudit } from '../../bot/audit.ts';
import {
  type DiscardChoice,
  discardDeadLetters,
  DiscardNotConfirmedError,
} from '../../fleet/dead-letters/discard-dead-letters.ts';
import { countReasons, listDeadLetters } from '../../fleet/dead-letters/list-dead-letters.ts';
import {
  type DeadLetterChoice,
  MAX_REDRIVEN,
  redriveDeadLetters,
} from '../../fleet/dead-letters/redrive-dead-letters.ts';
import { ProblemError } from '../../http/answers.ts';
import { audited } from '../audited.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { pageLimitInput, readTerminalId } from '../read-input.ts';
import { deadLetterPage, discardedLetters, redrivenLetters } from './dead-letter-shapes.ts';

const PAGE = 50;
const MAX_PAGE = 200;
const MAX_BIGINT = 9_223_372_036_854_775_807n;

const letterId = z
  .string()
  .regex(/^[1-9]\d{0,18}$/)
  .refine((text) => BigInt(text) <= MAX_BIGINT, 'no id of a letter');
const reasonInput = z.string().regex(/^[\w-]{1,60}$/, 'a reason as the list has it');

const list = defineRoute({
  method: 'GET',
  path: '/api/dead-letters',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'Records that could not be stored, newest first, with counts by reason',
  query: z.strictObject({
    cursor: cursorInput(z.object({ before: letterId })),
    limit: pageLimitInput(PAGE, MAX_PAGE),
    reason: reasonInput.optional(),
    terminalId: z
      .string()
      .refine((text) => readTerminalId(text) !== undefined, 'the id of a terminal')
      .optional(),
  }),
  body: null,
  answer: deadLetterPage,
  handle: async ({ query: { cursor, limit, reason, terminalId }, databases }) => {
    const query = { limit, reason, terminalId: readTerminalId(terminalId), before: cursor?.before };
    // What was just sent back or discarded must be gone.
    const [{ letters, hasMore }, reasons] = await databases.read('own-writes', async (database) => [
      await listDeadLetters(database, query),
      await countReasons(database),
    ]);
    const last = letters.at(-1);
    return {
      body: {
        letters,
        reasons,
        ...(hasMore && last !== undefined ? { nextCursor: writeCursor({ before: last.id }) } : {}),
      },
    };
  },
});

const redrive = defineRoute({
  method: 'POST',
  path: '/api/dead-letters/redrive',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'Try to store them again',
  description: `Sends at most ${MAX_REDRIVEN} letters back to the queue of records, oldest first, and waits up to 3 s for what becomes of each. A letter that is sent twice is stored once. A record that had been stored in part gets a second row in the log.`,
  query: null,
  body: z.union([
    z.strictObject({ ids: z.array(letterId).min(1).max(MAX_REDRIVEN) }),
    z.strictObject({ reason: reasonInput }),
  ]),
  answer: redrivenLetters,
  handle: async ({ body, caller, address, databases, parts }) => {
    const choice: DeadLetterChoice =
      'ids' in body ? { ids: [...new Set(body.ids)] } : { ...body, limit: MAX_REDRIVEN };
    // First the audit: what is sent cannot be called back, and a row too many harms nobody.
    await writeAudit(databases.write, {
      actorId: caller.userId,
      source: 'api',
      address: address ?? undefined,
      action: 'dead-letters.redrive',
      subject: 'ids' in choice ? { letters: choice.ids.length } : { reason: choice.reason },
      outcome: 'done',
    });
    const letters = await redriveDeadLetters(
      { database: databases.write, send: parts.system.sendRecords },
      choice,
    ).catch((error: unknown) => {
      throw notTaken(error);
    });
    const left =
      'ids' in body
        ? 0
        : ((await countReasons(databases.write)).find(({ reason }) => reason === body.reason)?.letters ?? 0);
    return { body: { letters, left } };
  },
});

const discard = defineRoute({
  method: 'DELETE',
  path: '/api/dead-letters',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'Discard them for ever',
  description:
    'Give `ids` or `reason`. Without `confirm`, or when it is another number, it is answered with 409 and the number of letters, and nothing is discarded.',
  query: z
    .strictObject({
      ids: z
        .string()
        .max(4_000)
        .transform((text) => [...new Set(text.split(','))])
        .pipe(z.array(letterId).max(MAX_REDRIVEN))
        .optional()
        .describe('With commas between them'),
      reason: reasonInput.optional(),
      confirm: z
        .string()
        .regex(/^\d{1,9}$/, 'the number of letters')
        .transform(Number)
        .optional()
        .describe('How many letters you mean to discard'),
    })
    .refine(({ ids, reason }) => (ids === undefined) !== (reason === undefined), 'give `ids` or `reason`'),
  body: null,
  answer: discardedLetters,
  handle: async ({ query: { ids, reason, confirm }, ...call }) => {
    const choice: DiscardChoice = ids === undefined ? { reason: reason ?? '' } : { ids };
    const subject = 'ids' in choice ? { ids: choice.ids.join(',').slice(0, 500) } : choice;
    try {
      const discarded = await audited(call, { action: 'dead-letters.discard', subject }, (session) =>
        discardDeadLetters(session, choice, confirm),
      );
      return { body: { discarded } };
    } catch (error) {
      if (!(error instanceof DiscardNotConfirmedError)) throw error;
      throw new ProblemError({
        status: 409,
        title: 'Confirm',
        detail: `${error.letters} letters would be discarded for ever. Send the same request with \`confirm=${error.letters}\`. Nothing was discarded.`,
        extra: { count: error.letters },
      });
    }
  },
});

function notTaken(cause: unknown): ProblemError {
  return new ProblemError(
    {
      status: 503,
      title: 'Not sent',
      detail:
        'The queue of records does not answer. What was not sent is still a dead letter: ask again in a moment.',
      headers: { 'retry-after': '5' },
    },
    { cause },
  );
}

export const deadLetterRoutes: readonly RouteDefinition[] = [list, redrive, discard];
