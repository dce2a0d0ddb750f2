import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { readKnownParameters } from '../../fleet/strategies/known-parameters.ts';
import { readStrategiesOf } from '../../fleet/strategies/read-settings.ts';
import {
  type ChangeProblem,
  ParameterChangesInvalidError,
  type SetParamPack,
  writeSetParamPack,
} from '../../fleet/strategies/set-param-pack.ts';
import { requireRole } from '../../fleet/terminals/fleets.ts';
import { ProblemError } from '../../http/answers.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { flagInput } from '../orders/order-input.ts';
import { fleetIdInput } from '../read-input.ts';
import { terminalIdOf } from '../terminals/terminal-input.ts';
import { knownParameters, setParamPack, strategyList } from './strategy-shapes.ts';

/** A function's answer has at most 6 MB, in which each quote is escaped. */
const MAX_PAGE_BYTES = 2_500_000;

const listStrategies = defineRoute({
  method: 'GET',
  path: '/api/terminals/:id/strategies',
  tag: TAGS.terminals,
  summary: 'Strategies of a terminal with their parameters, as it told them last',
  query: z.strictObject({
    cursor: cursorInput(z.object({ after: z.int().positive() })),
    strategy: z.string().max(200).optional().describe('Of this name only, in any case of letters'),
    parameters: flagInput.default(true).describe('`false`: names and folders alone'),
  }),
  body: null,
  answer: strategyList,
  handle: async (call) => {
    const { query, caller, databases } = call;
    const terminalId = terminalIdOf(call);
    const { strategies, ...told } = await databases.read('recent', (database) =>
      readStrategiesOf(database, caller.userId, terminalId),
    );
    const wanted = query.strategy?.toLowerCase();
    const found = strategies.filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted);
    const described = found.slice(query.cursor?.after ?? 0).map(({ parameters, ...strategy }) => ({
      ...strategy,
      parameterCount: parameters.length,
      ...(query.parameters ? { parameters } : {}),
    }));
    const page = fit(described);
    const end = (query.cursor?.after ?? 0) + page.length;
    return {
      body: {
        ...told,
        count: strategies.length,
        strategies: page,
        ...(end < found.length ? { nextCursor: writeCursor({ after: end }) } : {}),
      },
    };
  },
});

/** As many as fit into an answer; the first always does. */
function fit<T>(items: readonly T[]): T[] {
  const page: T[] = [];
  let bytes = 0;
  for (const item of items) {
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (bytes > MAX_PAGE_BYTES && page.length > 0) break;
    page.push(item);
  }
  return page;
}

const listParameters = defineRoute({
  method: 'GET',
  path: '/api/strategies/parameters',
  tag: TAGS.commands,
  summary: 'Names of strategy parameters, to complete what somebody types',
  description: "Collected from the newest strategies of the caller's fleets.",
  query: z.strictObject({ fleetId: fleetIdInput.optional() }),
  body: null,
  answer: knownParameters,
  handle: async ({ query: { fleetId }, caller, databases }) => {
    const read = async (database: Queryable) => {
      if (fleetId !== undefined) await requireRole(database, caller.userId, fleetId, 'viewer');
      return readKnownParameters(database, caller.userId, fleetId);
    };
    const parameters = await databases.read('recent', read);
    return { body: { parameters }, headers: { 'cache-control': 'private, max-age=300' } };
  },
});

const MAX_CHANGES = 500;
const text = z.string().max(2_000);

const writePack = defineRoute({
  method: 'POST',
  path: '/api/strategies/set-param-pack',
  tag: TAGS.commands,
  summary: 'The commands that change parameters of strategies, and those that take it back',
  description:
    'Nothing is sent: send the lines by `POST /api/commands`, and keep `revert` before. What is put back is what the terminal told last: ask it with `GetStrategiesFull` if that is old. Names are found in any case of letters.',
  maxBodyBytes: 512 * 1024,
  query: null,
  body: z.strictObject({
    terminalId: z.int().positive(),
    changes: z
      .array(
        z.strictObject({ strategy: text, parameter: text, value: text.describe('Empty: an empty text') }),
      )
      .min(1)
      .max(MAX_CHANGES),
  }),
  answer: setParamPack,
  handle: async ({ body: { terminalId, changes }, caller, databases }) => {
    const { strategies } = await databases.read('own-writes', (database) =>
      readStrategiesOf(database, caller.userId, terminalId, 'operator'),
    );
    let pack: SetParamPack;
    try {
      pack = writeSetParamPack(strategies, changes);
    } catch (error) {
      if (!(error instanceof ParameterChangesInvalidError)) throw error;
      throw refuse(error.problems, strategies.length === 0);
    }
    return { body: pack };
  },
});

const WORDS: Readonly<Record<ChangeProblem['is'], string>> = {
  unknown: 'the terminal has not told of it',
  repeated: 'it is changed twice',
  missing: 'must not be empty',
  'too-many': 'are too many values',
  'too-long': 'is too long',
  'not-a-coin': 'is no coin',
  'not-a-number': 'is no number',
  'out-of-range': 'is out of range',
  'not-a-choice': 'is none of the choices',
  'not-a-period': 'is no period',
  'not-a-time': 'is no time',
  'not-a-word': 'is one word without spaces and quotes',
  'has-quote': 'cannot have double quotes',
  'has-line-break': 'is one line without control characters',
};

function refuse(problems: readonly ChangeProblem[], isEmpty: boolean): ProblemError {
  return new ProblemError({
    status: 422,
    title: 'Cannot be changed',
    detail: isEmpty
      ? 'The terminal has told of no strategy yet. Send it `GetStrategiesFull` and try again in some seconds.'
      : 'Some changes cannot be sent: see `errors`. Send `GetStrategiesFull` to the terminal if its strategies are newer.',
    extra: {
      errors: problems.slice(0, 20).map(({ index, field, is }) => ({
        field: `changes.${index}.${field}`,
        message: WORDS[is],
        is,
      })),
    },
  });
}

export const strategyRoutes: readonly RouteDefinition[] = [listStrategies, listParameters, writePack];
