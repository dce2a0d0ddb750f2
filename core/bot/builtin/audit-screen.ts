import type { ActionCall } from '../action.ts';
import type { AuditEntry } from '../audit.ts';
import { formatMoment } from '../format/format-time.ts';
import { type Html, html } from '../html.ts';
import type { Screen } from '../screen.ts';
import { listView } from '../views/list-view.ts';
import type { BuiltinTurn } from './kit.ts';
import { pageButtons } from './page-buttons.ts';

export interface AuditList {
  readonly title: Html;
  readonly empty: Html;
  readonly entries: readonly AuditEntry[];
  readonly next: ActionCall | undefined;
  readonly first: ActionCall | undefined;
  readonly back: ActionCall;
}

/** Acts, newest first, a line each. */
export function auditScreen(
  turn: BuiltinTurn,
  { title, empty, entries, next, first, back }: AuditList,
): Screen {
  const {
    user: { language, timeZone },
    now,
  } = turn;
  return listView({
    language,
    title: html`<b>${title}</b>`,
    items: entries,
    empty,
    line: ({ occurredAt, actorId, action, subject, outcome }) => {
      const moment = formatMoment(occurredAt, { language, timeZone, now });
      const about = Object.entries(subject).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
      const parts = [moment, action, actorId ?? 'system', ...(about.length === 0 ? [] : [about.join(', ')])];
      return html`${OUTCOME_SIGNS[outcome] ?? ''} ${parts.join(' · ')}`;
    },
    next,
    below: pageButtons(turn, first, back),
  });
}

const OUTCOME_SIGNS: Readonly<Record<string, string>> = { done: '✅', refused: '🚫', failed: '⚠️' };
