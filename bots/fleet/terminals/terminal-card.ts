import { type Html, html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import type { TerminalCard } from '../../../core/fleet/terminals/read-card.ts';
import { calls } from '../calls.ts';
import { changeText } from './balance-change.ts';
import { sendTest } from '../commands/send-command.ts';
import { writeTarget } from '../commands/command-target.ts';
import { ago, lines, money, STATE_SIGNS, versionText } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { listCall } from './list-query.ts';
import { onTap } from '../on-tap.ts';
import { ordersCall } from '../orders/order-list.ts';
import { profitCalls } from '../profit/profit-calls.ts';
import { todayLine } from '../profit/today-line.ts';

/** All of a terminal, and what can be done with it. @throws TerminalUnknownError */
export async function cardScreen(turn: FleetTurn, terminalId: number): Promise<Screen> {
  const card = await turn.services.terminals.readCard(askerOf(turn), terminalId);
  const today = await todayLine(turn, card.fleetId, terminalId);
  return { text: cardText(turn, card, today), buttons: cardButtons(turn, card) };
}

function cardText(turn: FleetTurn, card: TerminalCard, today: Html | undefined): Html {
  const { t } = turn;
  return lines(
    html`${STATE_SIGNS[card.state]} <b>${card.name}</b> · ${t(`state.${card.state}`)}`,
    html`<code>${card.host}:${card.port}</code>${card.hasPassword ? '' : html` · ${t('card.noPassword')}`}`,
    card.lastHeardAt === null
      ? t('card.neverHeard')
      : t('card.lastHeard', { when: ago(turn, card.lastHeardAt) }),
    card.version !== null && t('card.version', { version: versionText(card.version) }),
    card.botName !== null && card.botName !== card.name && t('card.botName', { name: card.botName }),
    '',
    card.total !== null &&
      t('card.balance', {
        total: money(turn, card.total, card.currency),
        available: money(turn, card.available, card.currency),
      }),
    card.total !== null &&
      card.totalDayAgo !== null &&
      t('card.dayChange', { change: changeText(turn, card.totalDayAgo, card.total, card.currency) }),
    today,
    t('card.ordersOpen', { count: card.ordersOpen }),
    card.ordersOpenEmulator > 0 && t('card.ordersEmulator', { count: card.ordersOpenEmulator }),
    card.errorsOfDay > 0 && t('card.errorsOfDay', { count: card.errorsOfDay }),
    (card.groups.length > 0 || card.tags.length > 0) && '',
    card.groups.length > 0 && t('card.groups', { names: card.groups.join(', ') }),
    card.tags.length > 0 && t('card.tags', { names: card.tags.join(', ') }),
    card.note !== null && html`📝 ${card.note}`,
    card.state === 'silent' || card.state === 'never' ? '' : undefined,
    (card.state === 'silent' || card.state === 'never') && t('card.whatToCheck', { port: String(card.port) }),
  );
}

function cardButtons(turn: FleetTurn, card: TerminalCard): Button[][] {
  const { t } = turn;
  const { terminalId } = card;
  const once = turn.updateId;
  const target = writeTarget({ kind: 'terminal', terminalId });
  const send = (label: string, text: string): Button => ({
    label,
    call: calls.commandSend.with(target, text, once),
  });
  const commandRows: Button[][] =
    card.role === 'viewer' || !card.isEnabled
      ? []
      : [
          [send('▶️ START', 'START'), send('⏹ STOP', 'STOP'), send('📋 lst', 'lst')],
          [
            { label: t.plain('button.commands'), call: calls.commands.with(target) },
            { label: t.plain('button.history'), call: calls.terminalRuns.with(terminalId, '', '') },
          ],
        ];
  const ownerRows: Button[][] =
    card.role === 'owner'
      ? [
          [
            { label: t.plain('button.groups'), call: calls.terminalLabels.with(terminalId, 'group') },
            { label: t.plain('button.tags'), call: calls.terminalLabels.with(terminalId, 'tag') },
            { label: t.plain('button.edit'), call: calls.edit.with(terminalId) },
          ],
          [
            {
              label: t.plain(card.isEnabled ? 'button.pause' : 'button.resume'),
              call: calls.listening.with(terminalId, !card.isEnabled),
            },
            { label: t.plain('button.remove'), call: calls.remove.with(terminalId) },
          ],
        ]
      : [];
  return [
    ...commandRows,
    [
      {
        label: t.plain('button.orders'),
        call: ordersCall({ scope: target, which: 'o', days: 7, cursor: '' }),
      },
      { label: t.plain('button.profit'), call: profitCalls.show.with(target, 'today') },
    ],
    [
      { label: t.plain('button.strategies'), call: calls.strategies.with(terminalId, 0) },
      { label: t.plain('button.errors'), call: calls.errors.with(terminalId, '') },
      { label: t.plain('button.balance'), call: calls.balance.with(terminalId, 1) },
    ],
    ...ownerRows,
    [
      { label: t.plain('button.refresh'), call: calls.terminal.with(terminalId) },
      { label: t.plain('button.terminals'), call: listCall({}) },
    ],
  ];
}

export const cardActions = [
  onTap(calls.terminal, async (turn, terminalId) => turn.show(await cardScreen(turn, terminalId))),
  onTap(calls.test, (turn, terminalId, once) => sendTest(turn, terminalId, once)),
  onTap(calls.listening, async (turn, terminalId, isOn) => {
    await turn.services.terminals.switchListening(askerOf(turn), terminalId, isOn);
    turn.hasWritten();
    const screen = await cardScreen(turn, terminalId);
    turn.notice(turn.t.plain(isOn ? 'card.resumed' : 'card.paused'));
    turn.show(screen);
  }),
  onTap(calls.remove, async (turn, terminalId) => {
    const { name } = await turn.services.terminals.readCard(askerOf(turn), terminalId);
    turn.show(
      confirmView({
        language: turn.user.language,
        question: turn.t('remove.question', { name }),
        label: turn.t.plain('button.removeNow'),
        doIt: calls.removeNow.with(terminalId),
        cancel: calls.terminal.with(terminalId),
      }),
    );
  }),
  onTap(calls.removeNow, async (turn, terminalId) => {
    const { name } = await turn.services.terminals.remove(askerOf(turn), terminalId);
    turn.hasWritten();
    turn.show({
      text: turn.t('remove.done', { name }),
      buttons: [
        [{ label: turn.t.plain('button.undoRemoval'), call: calls.undoRemoval.with(terminalId) }],
        [{ label: turn.t.plain('button.terminals'), call: listCall({}) }],
      ],
    });
  }),
  onTap(calls.undoRemoval, async (turn, terminalId) => {
    await turn.services.terminals.undoRemoval(askerOf(turn), terminalId);
    turn.hasWritten();
    turn.notice(turn.t.plain('remove.undone'));
    turn.show(await cardScreen(turn, terminalId));
  }),
];
