import * as z from 'zod';
import { readTerminalCard } from '../../fleet/terminals/read-card.ts';
import { TerminalUnknownError } from '../../fleet/terminals/refusals.ts';
import { TERMINAL_STATES } from '../../fleet/terminals/terminal-state.ts';
import { answerJson, type HttpAnswer } from '../../http/answers.ts';
import type { Call } from '../call.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { fleetIdInput, pageLimitInput, readQuery, readTerminalId, wordsInput } from '../read-input.ts';
import { pageTerminals } from './page-terminals.ts';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;

const listQuery = z.strictObject({
  cursor: cursorInput(z.object({ after: z.int().positive() })),
  limit: pageLimitInput(DEFAULT_PAGE, MAX_PAGE),
  fleetId: fleetIdInput.optional(),
  group: wordsInput.optional(),
  tag: wordsInput.optional(),
  state: z.enum(TERMINAL_STATES).optional(),
  search: wordsInput.optional(),
});

/** `GET /api/terminals`: a moment old. */
export async function listTerminalsCall({ request, caller, databases, now }: Call): Promise<HttpAnswer> {
  const { cursor, ...query } = readQuery(request, listQuery);
  const { terminals, hasMore } = await databases.read('recent', (database) =>
    pageTerminals(database, caller.userId, { ...query, after: cursor?.after }, now),
  );
  const last = terminals.at(-1);
  return answerJson(200, {
    terminals,
    ...(hasMore && last !== undefined ? { nextCursor: writeCursor({ after: last.id }) } : {}),
  });
}

/** `GET /api/terminals/{id}`: all that the terminal's card in the fleet bot tells. */
export async function readTerminalCall({ params, caller, databases, now }: Call): Promise<HttpAnswer> {
  const id = readTerminalId(params.id);
  if (id === undefined) throw new TerminalUnknownError('no such terminal');
  const { terminalId, lastHeardAt, ...card } = await databases.read('recent', (database) =>
    readTerminalCard(database, caller.userId, id, now),
  );
  return answerJson(200, { id: terminalId, ...card, lastSeenAt: lastHeardAt });
}
