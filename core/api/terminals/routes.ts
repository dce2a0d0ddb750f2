import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { readProfitToday } from '../../fleet/results/profit-today.ts';
import { exportTerminals } from '../../fleet/terminals/export-terminals.ts';
import { listMemberships, requireRole } from '../../fleet/terminals/fleets.ts';
import { readTerminalCard } from '../../fleet/terminals/read-card.ts';
import { TERMINAL_STATES } from '../../fleet/terminals/terminal-state.ts';
import { audited } from '../audited.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { answerCsv, CSV_TYPE } from '../csv.ts';
import { definePlainRoute, defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { fleetIdInput, pageLimitInput, wordsInput } from '../read-input.ts';
import { timeZoneInput } from '../time-input.ts';
import {
  addTerminalRoute,
  changeTerminalRoute,
  removeTerminalRoute,
  restoreTerminalRoute,
} from './change-terminals.ts';
import { dropImportRoute, planImportRoute, runImportRoute } from './import-terminals.ts';
import { labelRoutes } from './labels.ts';
import { pageTerminals } from './page-terminals.ts';
import { terminalIdOf } from './terminal-input.ts';
import { profitToday, terminalCard, terminalPage } from './terminal-shapes.ts';
import { testTerminalRoute } from './test-terminal.ts';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;

const listTerminals = defineRoute({
  method: 'GET',
  path: '/api/terminals',
  tag: TAGS.terminals,
  summary: "Terminals of the caller's fleets, by id; a moment old",
  query: z.strictObject({
    cursor: cursorInput(z.object({ after: z.int().positive() })),
    limit: pageLimitInput(DEFAULT_PAGE, MAX_PAGE),
    fleetId: fleetIdInput.optional(),
    group: wordsInput.optional(),
    tag: wordsInput.optional(),
    state: z.enum(TERMINAL_STATES).optional(),
    search: wordsInput.optional().describe('A part of the name, the host or a tag'),
  }),
  body: null,
  answer: terminalPage,
  handle: async ({ query: { cursor, ...query }, caller, databases, now }) => {
    const { terminals, hasMore } = await databases.read('recent', (database) =>
      pageTerminals(database, caller.userId, { ...query, after: cursor?.after }, now),
    );
    const last = terminals.at(-1);
    return {
      body: {
        terminals,
        ...(hasMore && last !== undefined ? { nextCursor: writeCursor({ after: last.id }) } : {}),
      },
    };
  },
});

const readTerminal = defineRoute({
  method: 'GET',
  path: '/api/terminals/:id',
  tag: TAGS.terminals,
  summary: "One terminal, with what is counted of it; 404 for another's as for nothing",
  query: null,
  body: null,
  answer: terminalCard,
  handle: async (call) => {
    const { caller, databases, now } = call;
    const id = terminalIdOf(call);
    const { terminalId, lastHeardAt, ...card } = await databases.read('recent', (database) =>
      readTerminalCard(database, caller.userId, id, now),
    );
    return { body: { id: terminalId, ...card, lastSeenAt: lastHeardAt } };
  },
});

const exportTerminalsRoute = definePlainRoute({
  method: 'GET',
  path: '/api/terminals/export',
  tag: TAGS.terminals,
  summary: 'A fleet as a CSV file that the import takes again; without passwords',
  query: z.strictObject({ fleetId: fleetIdInput.optional().describe('Default: the one chosen last') }),
  mediaType: CSV_TYPE,
  answer: z.string(),
  handle: async (call) => {
    const { query, caller, databases } = call;
    const fleetId = query.fleetId ?? (await listMemberships(databases.write, caller.userId))[0]?.fleetId;
    const csv =
      fleetId === undefined
        ? EMPTY_CSV
        : await audited(call, { action: 'terminal.export', fleetId }, (session) =>
            exportTerminals(session, caller.userId, fleetId),
          );
    // With the mark by which spreadsheets know UTF-8; the import takes it.
    return answerCsv(`\uFEFF${csv}`, 'terminals.csv');
  },
});

/** Of who is in no fleet. */
const EMPTY_CSV = 'name,host,port,password,groups,tags\r\n';

const readProfitTodayRoute = defineRoute({
  method: 'GET',
  path: '/api/terminals/profit-today',
  tag: TAGS.terminals,
  summary: 'What orders closed today brought, by terminal and currency, of all terminals at once',
  description: "A terminal without one has no row. Emulated orders stand apart: they are nobody's money.",
  query: z.strictObject({
    timeZone: timeZoneInput.default('UTC').describe('Says when the day began'),
    fleetId: fleetIdInput.optional(),
  }),
  body: null,
  answer: profitToday,
  handle: async ({ query: { timeZone, fleetId }, caller, databases, now }) => {
    const read = async (database: Queryable) => {
      if (fleetId !== undefined) await requireRole(database, caller.userId, fleetId, 'viewer');
      return readProfitToday(database, { userId: caller.userId, fleetId, timeZone, now });
    };
    return { body: await databases.read('recent', read) };
  },
});

export const terminalRoutes: readonly RouteDefinition[] = [
  listTerminals,
  addTerminalRoute,
  readTerminal,
  changeTerminalRoute,
  removeTerminalRoute,
  restoreTerminalRoute,
  testTerminalRoute,
  planImportRoute,
  runImportRoute,
  dropImportRoute,
  exportTerminalsRoute,
  ...labelRoutes,
  readProfitTodayRoute,
];
