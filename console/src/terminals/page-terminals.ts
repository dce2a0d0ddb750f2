import type * as z from 'zod';
import { type listedTerminal, terminalPage } from '../../../core/api/terminals/terminal-shapes.ts';
import type { QueryValue } from '../api/send-request.ts';
import { api } from '../api/session.ts';

export type ListedTerminal = z.infer<typeof listedTerminal>;

const TERMINALS_A_PAGE = 1_000;

/** Terminals that the person may see, a page after the other. @param query as the API takes it, such as `{ group: 'Night' }` */
export async function* pageTerminals(
  query: Readonly<Record<string, QueryValue>>,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedTerminal[]> {
  let cursor: string | undefined;
  do {
    const page = await api({
      path: '/api/terminals',
      query: { ...query, limit: TERMINALS_A_PAGE, cursor },
      answer: terminalPage,
      signal,
    });
    yield page.terminals;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
