import * as z from 'zod';
import { readTerminalCard } from '../../fleet/terminals/read-card.ts';
import { TerminalUnknownError } from '../../fleet/terminals/refusals.ts';
import { TERMINAL_STATES } from '../../fleet/terminals/terminal-state.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { fleetIdInput, pageLimitInput, readTerminalId, wordsInput } from '../read-input.ts';
import { pageTerminals } from './page-terminals.ts';
import { terminalCard, terminalPage } from './terminal-shapes.ts';

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
  handle: async ({ params, caller, databases, now }) => {
    const id = readTerminalId(params.id);
    if (id === undefined) throw new TerminalUnknownError('no such terminal');
    const { terminalId, lastHeardAt, ...card } = await databases.read('recent', (database) =>
      readTerminalCard(database, caller.userId, id, now),
    );
    return { body: { id: terminalId, ...card, lastSeenAt: lastHeardAt } };
  },
});

export const terminalRoutes: readonly RouteDefinition[] = [listTerminals, readTerminal];
