import { type Signal, useSignal } from '@preact/signals';
import type * as z from 'zod';
import { terminalCard } from '../../../../core/api/terminals/terminal-shapes.ts';
import type { LiveMessage } from '../../../../core/live/live-messages.ts';
import { api } from '../../api/session.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { useLive } from '../../live/use-live.ts';

export type TerminalCard = z.infer<typeof terminalCard>;

/** Counts (orders, errors of the day) are no part of what comes live. */
const COUNTS_MS = 20_000;

export interface LiveTerminal {
  readonly card: Resource<TerminalCard>;
  /** Grows when an error or a chart came in. */
  readonly news: Signal<{ readonly errors: number; readonly charts: number }>;
}

export function useTerminal(id: string): LiveTerminal {
  const news = useSignal({ errors: 0, charts: 0 });
  const card = useResource(
    (signal) => api({ path: `/api/terminals/${id}`, answer: terminalCard, signal }),
    [id],
    {
      everyMs: COUNTS_MS,
    },
  );
  useLive(/^[1-9]\d{0,14}$/.test(id) ? [`terminal:${id}`] : [], {
    onMessages: (messages) => {
      const ours = messages.filter((message) => 'terminalId' in message && String(message.terminalId) === id);
      const before = card.data.peek();
      if (before !== undefined) card.data.value = ours.reduce(withNews, before);
      const count = (kind: LiveMessage['kind']): number =>
        ours.filter((message) => message.kind === kind).length;
      const [errors, charts] = [count('error'), count('chart')];
      if (errors + charts > 0)
        news.value = { errors: news.peek().errors + errors, charts: news.peek().charts + charts };
    },
    onReload: () => void card.reload(),
  });
  return { card, news };
}

function withNews(card: TerminalCard, message: LiveMessage): TerminalCard {
  if (message.kind !== 'terminal') return card;
  const { state = card.state, version, lastSeenAt, available, total } = message;
  return {
    ...card,
    state,
    available: available === undefined ? card.available : available,
    total: total === undefined ? card.total : total,
    version: version === undefined ? card.version : version,
    lastSeenAt: lastSeenAt ?? card.lastSeenAt,
  };
}
