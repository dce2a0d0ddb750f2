import * as z from 'zod';
import { findRun, type Run } from '../../fleet/commands/read-runs.ts';
import { RESULT_STATES } from '../../fleet/commands/settle-run.ts';
import { answerJson, type HttpAnswer, ProblemError } from '../../http/answers.ts';
import type { Call } from '../call.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { fleetIdInput, pageLimitInput, readQuery } from '../read-input.ts';
import { pageResults } from './page-results.ts';
import { pageRuns } from './page-runs.ts';

const resultsQuery = z.strictObject({
  cursor: cursorInput(z.object({ after: z.int().positive() })),
  limit: pageLimitInput(1_000, 5_000),
  state: z.enum(RESULT_STATES).optional(),
});

/** `GET /api/commands/{id}`: as it is at this moment, since whoever has sent a command follows it. */
export async function readCommandCall({ request, params, caller, databases }: Call): Promise<HttpAnswer> {
  const { cursor, limit, state } = readQuery(request, resultsQuery);
  const runId = params.id ?? '';
  const { userId } = caller;
  const found = await databases.read('own-writes', async (database) => {
    const run = await findRun(database, userId, runId);
    if (run === undefined) return undefined;
    return {
      run,
      page: await pageResults(database, { userId, runId, state, after: cursor?.after, limit }),
    };
  });
  if (found === undefined)
    throw new ProblemError({
      status: 404,
      title: 'No such command',
      detail: 'There is no command of this id in your fleets. Commands are kept for a year.',
    });
  const { run, page } = found;
  return answerJson(200, {
    ...describe(run),
    results: page.results,
    ...(page.next === undefined ? {} : { nextCursor: writeCursor({ after: page.next }) }),
  });
}

const historyQuery = z.strictObject({
  cursor: cursorInput(z.object({ createdAt: z.iso.datetime(), id: z.uuid() })),
  limit: pageLimitInput(50, 200),
  fleetId: fleetIdInput.optional(),
});

/** `GET /api/commands`: what was sent to the caller's fleets, by whomever, the newest first. */
export async function listCommandsCall({ request, caller, databases }: Call): Promise<HttpAnswer> {
  const { cursor, limit, fleetId } = readQuery(request, historyQuery);
  const { runs, next } = await databases.read('own-writes', (database) =>
    pageRuns(database, { userId: caller.userId, fleetId, after: cursor, limit }),
  );
  return answerJson(200, {
    commands: runs.map(describe),
    ...(next === undefined ? {} : { nextCursor: writeCursor({ ...next }) }),
  });
}

function describe(run: Run): Record<string, unknown> {
  const {
    id,
    fleetId,
    command,
    target,
    byBotName,
    timeoutMs,
    source,
    createdAt,
    expiresAt,
    settledAt,
    counts,
  } = run;
  const requestedBy =
    run.requestedBy === null ? null : { telegramId: run.requestedBy, name: run.requestedByName };
  return {
    id,
    fleetId,
    command,
    target,
    byBotName,
    timeoutMs,
    requestedBy,
    source,
    createdAt,
    expiresAt,
    settledAt,
    counts,
  };
}
