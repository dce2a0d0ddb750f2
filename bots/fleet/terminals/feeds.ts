import { html } from '../../../core/bot/html.ts';
import type { Button } from '../../../core/bot/screen.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { changeText, sparkline } from './balance-change.ts';
import { calls } from '../calls.ts';
import { writeTarget } from '../commands/command-target.ts';
import { lines, momentText, money } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';

const ERRORS_A_PAGE = 8;
const STRATEGIES_A_PAGE = 40;
const CURVE_POINTS = 24;
const ERROR_CHARS = 300;

function backRow(turn: FleetTurn, terminalId: number, ...more: Button[]): Button[] {
  return [{ label: turn.t.plain('button.back'), call: calls.terminal.with(terminalId) }, ...more];
}

async function showStrategies(turn: FleetTurn, terminalId: number, page: number): Promise<void> {
  const { strategies, receivedAt, unreadablePacks } = await turn.services.feeds.readStrategies(
    askerOf(turn),
    terminalId,
  );
  const from = page * STRATEGIES_A_PAGE;
  const shown = strategies.slice(from, from + STRATEGIES_A_PAGE);
  const target = writeTarget({ kind: 'terminal', terminalId });
  turn.show({
    text: lines(
      html`<b>${turn.t('strategies.title', { count: strategies.length })}</b>`,
      receivedAt === null
        ? turn.t('strategies.none')
        : turn.t('strategies.asOf', { when: momentText(turn, receivedAt) }),
      unreadablePacks > 0 && turn.t('strategies.unreadable', { count: unreadablePacks }),
      '',
      ...shown.map(({ name, folder }) => html`• ${name}${folder === '' ? '' : html` <i>${folder}</i>`}`),
    ),
    buttons: [
      [
        ...(page > 0
          ? [{ label: turn.t.plain('button.previous'), call: calls.strategies.with(terminalId, page - 1) }]
          : []),
        ...(from + STRATEGIES_A_PAGE < strategies.length
          ? [{ label: turn.t.plain('button.next'), call: calls.strategies.with(terminalId, page + 1) }]
          : []),
      ],
      backRow(turn, terminalId, {
        label: turn.t.plain('button.askStrategies'),
        call: calls.commandSend.with(target, 'GetStrategiesFull', turn.updateId),
      }),
    ].filter((row) => row.length > 0),
  });
}

async function showErrors(turn: FleetTurn, terminalId: number, before: string): Promise<void> {
  const { items, next } = await turn.services.feeds.listErrors(askerOf(turn), terminalId, {
    limit: ERRORS_A_PAGE,
    ...(before === '' ? {} : { before }),
  });
  turn.show({
    text: lines(
      html`<b>${turn.t('errors.title')}</b>`,
      ...(items.length === 0
        ? [turn.t('errors.none')]
        : items.map(
            ({ at, symbol, code, text }) =>
              html`${momentText(turn, at)} <b>${symbol ?? ''}</b> ${code === null ? '' : `[${code}] `}${shorten(text, ERROR_CHARS)}`,
          )),
    ),
    buttons: [
      [
        ...(before === ''
          ? []
          : [{ label: turn.t.plain('button.newest'), call: calls.errors.with(terminalId, '') }]),
        ...(next === undefined
          ? []
          : [{ label: turn.t.plain('button.older'), call: calls.errors.with(terminalId, next) }]),
      ],
      backRow(turn, terminalId),
    ].filter((row) => row.length > 0),
  });
}

async function showBalance(turn: FleetTurn, terminalId: number, days: 1 | 7 | 30): Promise<void> {
  const asker = askerOf(turn);
  const [card, curve] = await Promise.all([
    turn.services.terminals.readCard(asker, terminalId),
    turn.services.feeds.readBalanceCurve(asker, terminalId, { days, points: CURVE_POINTS }),
  ]);
  const first = curve[0];
  const last = curve.at(-1);
  turn.show({
    text: lines(
      html`<b>${turn.t('balance.title', { name: card.name })}</b>`,
      card.total !== null &&
        turn.t('card.balance', {
          total: money(turn, card.total, card.currency),
          available: money(turn, card.available, card.currency),
        }),
      '',
      first === undefined || last === undefined
        ? turn.t('balance.none', { count: days })
        : lines(
            html`<code>${sparkline(curve.map(({ total }) => total))}</code>`,
            turn.t('balance.change', {
              count: days,
              // To the balance above, which is newer than the last of the curve.
              change: changeText(turn, first.total, card.total ?? last.total, card.currency),
            }),
            turn.t('balance.since', {
              when: momentText(turn, first.at),
              total: money(turn, first.total, card.currency),
            }),
          ),
    ),
    buttons: [
      ([1, 7, 30] as const).map((period) => ({
        label: `${period === days ? '✓ ' : ''}${turn.t.plain('balance.days', { count: period })}`,
        call: calls.balance.with(terminalId, period),
      })),
      backRow(turn, terminalId),
    ],
  });
}

export const feedActions = [
  onTap(calls.strategies, showStrategies),
  onTap(calls.errors, showErrors),
  onTap(calls.balance, showBalance),
];
