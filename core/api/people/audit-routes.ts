import * as z from 'zod';
import { type AuditPage, listAudit } from '../../bot/audit.ts';
import type { Database } from '../../database/pool.ts';
import { requireRole } from '../../fleet/terminals/fleets.ts';
import { ProblemError } from '../../http/answers.ts';
import type { Call } from '../call.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { fleetIdInput, pageLimitInput } from '../read-input.ts';
import { auditPage } from './people-shapes.ts';

const auditQuery = z.strictObject({
  fleetId: fleetIdInput.optional().describe('Acts on this fleet: for its owner'),
  actorId: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, 'an id of Telegram')
    .transform(Number)
    .optional()
    .describe("Acts of this person: one's own, or, for administrators, anybody's"),
  cursor: cursorInput(z.object({ before: z.string().regex(/^\d{1,18}$/) })),
  limit: pageLimitInput(50, 200),
});

const readAudit = defineRoute({
  method: 'GET',
  path: '/api/audit',
  tag: TAGS.people,
  summary: 'Who did what, when and whence, the newest first; kept for a year',
  description:
    'Without `fleetId` and `actorId`: for administrators the acts of everybody, for others their own.',
  query: auditQuery,
  body: null,
  answer: auditPage,
  handle: async (call) => {
    const { cursor, limit } = call.query;
    const { fleetId, actorId } = await narrow(call, call.query);
    const { page, names } = await call.databases.read('own-writes', async (database) => {
      const read = await listAudit(database, { fleetId, actorId, before: cursor?.before, limit });
      return { page: read, names: await readNames(database, read) };
    });
    return {
      body: {
        entries: page.entries.map((entry) => describe(entry, names)),
        ...(page.next === undefined ? {} : { nextCursor: writeCursor({ before: page.next }) }),
      },
    };
  },
});

interface Whose {
  readonly fleetId?: string | undefined;
  readonly actorId?: number | undefined;
}

/** What of it the caller may see. @throws FleetUnknownError, NotAllowedError, ProblemError */
async function narrow({ caller, databases, parts }: Call, { fleetId, actorId }: Whose): Promise<Whose> {
  if (fleetId !== undefined) {
    await requireRole(databases.write, caller.userId, fleetId, 'owner');
    return { fleetId, actorId };
  }
  if (actorId === caller.userId || (await parts.isAdministrator(caller.userId))) return { actorId };
  if (actorId === undefined) return { actorId: caller.userId };
  throw new ProblemError({
    status: 403,
    title: 'Not allowed',
    detail: 'Acts of others are shown to administrators, and those on a fleet to its owner: give `fleetId`.',
  });
}

const nameRows = z.array(z.object({ id: z.coerce.number().int(), first_name: z.string() }));

async function readNames(database: Database, { entries }: AuditPage): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(entries.flatMap(({ actorId }) => actorId ?? []))];
  const { rows } = await database.query('select id::text, first_name from users where id = any($1)', [ids]);
  return new Map(nameRows.parse(rows).map(({ id, first_name: name }) => [id, name]));
}

const entryWords = z.object({
  source: z.enum(['telegram', 'api', 'system']),
  outcome: z.enum(['done', 'refused', 'failed']),
});

function describe(
  { id, occurredAt, actorId, address, action, subject, ...words }: AuditPage['entries'][number],
  names: ReadonlyMap<number, string>,
) {
  return {
    id,
    occurredAt,
    actorId: actorId ?? null,
    actorName: actorId === undefined ? null : (names.get(actorId) ?? null),
    address: address ?? null,
    action,
    subject,
    // As the table's own checks have them.
    ...entryWords.parse(words),
  };
}

export const auditRoutes: readonly RouteDefinition[] = [readAudit];
