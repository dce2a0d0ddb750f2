import { type Html, html } from '../../../core/bot/html.ts';
import type { Period } from '../../../core/fleet/results/period.ts';
import type { NamedProfit } from '../../../core/fleet/results/read-profit.ts';
import { listView } from '../../../core/bot/views/list-view.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { resolveScope } from '../scope.ts';
import { zoneLine } from '../time-zone-line.ts';
import { profitCalls } from './profit-calls.ts';
import { periodRow, titleOf, wishOf } from './profit-screen.ts';
import { profitText } from './profit-text.ts';
import { lines } from '../format.ts';

const ROWS_A_PAGE = 12;

type By = 'terminal' | 'strategy';

async function showBy(
  turn: FleetTurn,
  scopeText: string,
  period: Period,
  by: By,
  offset: number,
): Promise<void> {
  const { t } = turn;
  const scope = await resolveScope(turn, scopeText);
  const { rows, total } = await turn.services.profit.readBy(askerOf(turn), by, wishOf(turn, scope, period), {
    offset,
    limit: ROWS_A_PAGE,
  });
  const call = (one: Period, from: number) => profitCalls.by.with(scopeText, one, by, from);
  turn.show(
    listView({
      language: turn.user.language,
      title: lines(
        titleOf(turn, scope, period),
        t(by === 'terminal' ? 'profit.byTerminal' : 'profit.byStrategy'),
        zoneLine(turn),
      ),
      items: rows,
      line: (row) => rowText(turn, row),
      total,
      before: offset,
      empty: t('profit.none'),
      previous: offset > 0 ? call(period, Math.max(0, offset - ROWS_A_PAGE)) : undefined,
      next: offset + rows.length < total ? call(period, offset + ROWS_A_PAGE) : undefined,
      below: [
        periodRow(turn, period, (one) => call(one, 0)),
        [{ label: t.plain('button.back'), call: profitCalls.show.with(scopeText, period) }],
      ],
    }),
  );
}

function rowText(turn: FleetTurn, row: NamedProfit): Html {
  const name = row.name === '' ? turn.t('profit.noStrategy') : html`<b>${row.name}</b>`;
  return lines(html`${row.isEmulator ? '🧪 ' : ''}${name}`, profitText(turn, row));
}

export const profitByActions = [onTap(profitCalls.by, showBy)];
