import * as z from 'zod';
import { writeAudit } from '../../bot/audit.ts';
import { erasePersonalData, readPersonalData } from '../../bot/users/personal-data.ts';
import { eraseFromFleets, exportFleets } from '../../fleet/terminals/personal-data.ts';
import { ProblemError } from '../../http/answers.ts';
import { timeAnswer } from '../answer-shapes.ts';
import { FLEET_BOT } from '../auth/access-tokens.ts';
import { requirePerson } from '../auth/not-by-key.ts';
import { clearRefreshCookie } from '../auth/refresh-cookie.ts';
import { tooMany } from '../auth/refusals.ts';
import type { Call } from '../call.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';

/** As at the bot, with which it is counted together. */
const EXPORTS = { points: 3, perSeconds: 3600 };

const exportMe = defineRoute({
  method: 'GET',
  path: '/api/me/export',
  tag: TAGS.people,
  summary: 'All that is kept of the caller, to take along',
  query: null,
  body: null,
  answer: z.strictObject({
    bot: z.literal(FLEET_BOT),
    exportedAt: timeAnswer,
    platform: z.record(z.string(), z.unknown()),
    fleet: z.unknown(),
  }),
  handle: async ({ caller, databases, now, parts }) => {
    requirePerson(caller);
    const { userId } = caller;
    const taken = await parts.guard.take(`export:${FLEET_BOT}:${userId}`, EXPORTS.points, EXPORTS.perSeconds);
    if (!taken.ok)
      throw tooMany(
        `Files take the database some work. Ask again in ${taken.retryAfterSeconds} s.`,
        taken.retryAfterSeconds,
      );
    const { platform, fleet } = await databases.read('own-writes', async (database) => ({
      platform: await readPersonalData(database, FLEET_BOT, userId),
      fleet: await exportFleets(database, userId),
    }));
    return {
      body: { bot: FLEET_BOT, exportedAt: now, platform, fleet },
      headers: { 'content-disposition': `attachment; filename="${FLEET_BOT}-${userId}.json"` },
    };
  },
});

const eraseMe = defineRoute({
  method: 'DELETE',
  path: '/api/me',
  tag: TAGS.people,
  summary: 'Erase everything about the caller, for good',
  description:
    'Terminals of theirs have to be removed before: others may see them too. The audit keeps its rows, in which the person is a number.',
  query: null,
  body: z.strictObject({ confirm: z.literal(true) }),
  answer: z.strictObject({ erased: z.literal(true) }),
  handle: async (call) => {
    const { caller, databases, request, parts } = call;
    requirePerson(caller);
    const { userId } = caller;
    if (!(await eraseFromFleets(databases.write, userId))) {
      await noteErasure(call, 'refused');
      throw new ProblemError({
        status: 409,
        title: 'Terminals are left',
        detail: 'Your fleet has terminals. Remove them first: others may see them too. Nothing was erased.',
      });
    }
    await parts.users.forgetCached(userId);
    await erasePersonalData(databases.write, FLEET_BOT, userId);
    await noteErasure(call, 'done');
    return {
      body: { erased: true as const },
      headers: { 'set-cookie': clearRefreshCookie(request, parts.isBehindEdge) },
    };
  },
});

function noteErasure({ caller, address, databases }: Call, outcome: 'done' | 'refused'): Promise<void> {
  return writeAudit(databases.write, {
    actorId: caller.userId,
    source: 'api',
    address: address ?? undefined,
    action: 'person.erase',
    outcome,
  });
}

export const personalDataRoutes: readonly RouteDefinition[] = [exportMe, eraseMe];
