import * as z from 'zod';
import { describeCommand } from '../../fleet/commands/describe-command.ts';
import { findRun, type Run } from '../../fleet/commands/read-runs.ts';
import { RESULT_STATES } from '../../fleet/commands/result-states.ts';
import { ProblemError } from '../../http/answers.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, TAGS } from '../define-route.ts';
import { fleetIdInput, pageLimitInput } from '../read-input.ts';
import { terminalIdInput } from '../orders/order-input.ts';
import { terminalIdOf } from '../terminals/terminal-input.ts';
import { runPage, runWithResults, terminalRunPage } from './command-shapes.ts';
import { pageResults } from './page-results.ts';
import { pageRuns, pageTerminalRuns } from './page-runs.ts';

/** As it is at this moment, since whoever has sent a command follows it. */
export const readCommand = defineRoute({
  method: 'GET',
  path: '/api/commands/:id',
  tag: TAGS.commands,
  summary: 'How far a command has come, and what each terminal answered',
  query: z.strictObject({
    cursor: cursorInput(z.object({ after: z.int().positive() })),
    limit: pageLimitInput(1_000, 5_000),
    state: z.enum(RESULT_STATES).optional(),
  }),
  body: null,
  answer: runWithResults,
  handle: async ({ query: { cursor, limit, state }, params, caller, databases }) => {
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
    return {
      body: {
        ...describe(run),
        results: page.results,
        ...(page.next === undefined ? {} : { nextCursor: writeCursor({ after: page.next }) }),
      },
    };
  },
});

/** A run's time has whole milliseconds. PostgreSQL has no year 0, which JavaScript has. */
const runTime = z.iso.datetime({ precision: 3 }).refine((text) => text >= '1970');
const runCursorInput = cursorInput(z.object({ createdAt: runTime, id: z.uuid() }));

export const listCommands = defineRoute({
  method: 'GET',
  path: '/api/commands',
  tag: TAGS.commands,
  summary: "What was sent to the caller's fleets, by whomever and from wherever, the newest first",
  query: z.strictObject({
    cursor: runCursorInput,
    limit: pageLimitInput(50, 200),
    fleetId: fleetIdInput.optional(),
    terminalId: terminalIdInput.optional().describe('What went to this terminal, among others'),
  }),
  body: null,
  answer: runPage,
  handle: async ({ query: { cursor, limit, fleetId, terminalId }, caller, databases }) => {
    const { runs, next } = await databases.read('own-writes', (database) =>
      pageRuns(database, { userId: caller.userId, fleetId, terminalId, after: cursor, limit }),
    );
    return {
      body: {
        commands: runs.map(describe),
        ...(next === undefined ? {} : { nextCursor: writeCursor({ ...next }) }),
      },
    };
  },
});

export const listTerminalCommands = defineRoute({
  method: 'GET',
  path: '/api/terminals/:id/commands',
  tag: TAGS.commands,
  summary: 'What was sent to a terminal and what it answered, the newest first',
  query: z.strictObject({ cursor: runCursorInput, limit: pageLimitInput(50, 200) }),
  body: null,
  answer: terminalRunPage,
  handle: async (call) => {
    const { query, caller, databases } = call;
    const terminalId = terminalIdOf(call);
    const { items, next } = await databases.read('own-writes', (database) =>
      pageTerminalRuns(database, {
        userId: caller.userId,
        terminalId,
        after: query.cursor,
        limit: query.limit,
      }),
    );
    return {
      body: {
        commands: items.map(({ runId, requestedByName, ...rest }) => ({
          id: runId,
          requestedBy: requestedByName,
          ...rest,
        })),
        ...(next === undefined ? {} : { nextCursor: writeCursor({ ...next }) }),
      },
    };
  },
});

function describe(run: Run) {
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
    undoOf,
    nextRunId: nextId,
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
    undoOf,
    undo: describeCommand(command).opposite ?? null,
    nextId,
    counts,
  };
}
