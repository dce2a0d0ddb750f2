import { Html, html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { PERSON_ALLOWANCES } from '../../../core/guard/allowances.ts';
import type { TerminalListItem, TerminalPage } from '../../../core/fleet/terminals/list-terminals.ts';
import { TERMINAL_STATES } from '../../../core/fleet/terminals/terminal-state.ts';
import { calls } from '../calls.ts';
import { ago, lines, money, STATE_SIGNS, versionText } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { filterOf, listCall, type ListQuery, readListQuery } from './list-query.ts';
import { onTap } from '../on-tap.ts';

const PAGE = 8;
const BUTTON_CHARS = 24;

/** The terminals of the chosen fleet, a page of them; each is a button to its card. */
export async function listScreen(turn: FleetTurn, query: ListQuery): Promise<Screen | undefined> {
  const asker = askerOf(turn);
  const [fleet] = await turn.services.fleets.list(asker);
  if (fleet === undefined) return undefined;
  const [page, byState] = await Promise.all([
    turn.services.terminals.list(asker, fleet.fleetId, {
      filter: filterOf(query),
      limit: PAGE,
      ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    }),
    turn.services.fleets.countStates(asker, fleet.fleetId),
  ]);
  return {
    text: lines(
      html`<b>${turn.t('list.title')}</b> ${rangeText(page)}`,
      filterLine(turn, query),
      '',
      ...(page.items.length === 0
        ? [turn.t(isFiltered(query) ? 'list.noneFound' : 'list.none')]
        : page.items.map((item, index) => itemLine(turn, item, page.firstPlace + index))),
    ),
    buttons: [
      ...pairs(page.items.map((item) => itemButton(item))),
      pageButtons(turn, query, page),
      stateButtons(query, byState),
      [
        ...(isFiltered(query) || page.items.length > 0
          ? [{ label: turn.t.plain('button.search'), call: calls.search.with() }]
          : [{ label: turn.t.plain('button.add'), call: calls.add.with() }]),
        ...(isFiltered(query) ? [{ label: turn.t.plain('button.noFilter'), call: listCall({}) }] : []),
        { label: turn.t.plain('button.home'), call: calls.home.with() },
      ],
    ].filter((row) => row.length > 0),
  };
}

function isFiltered({ state, label, search }: ListQuery): boolean {
  return state !== undefined || label !== undefined || search !== undefined;
}

function rangeText({ items, firstPlace, total }: TerminalPage): Html {
  return items.length === 0 ? Html.text('') : html`${firstPlace}–${firstPlace + items.length - 1} / ${total}`;
}

function filterLine({ t }: FleetTurn, { state, label, search }: ListQuery): Html | undefined {
  const parts = [
    state === undefined ? undefined : html`${STATE_SIGNS[state]} ${t(`state.${state}`)}`,
    label === undefined ? undefined : t(`target.${label.kind}`, { name: label.name }),
    search === undefined ? undefined : html`🔎 ${search}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : Html.join(parts, ', ');
}

function itemLine(turn: FleetTurn, item: TerminalListItem, place: number): Html {
  const details = [
    item.total === null ? undefined : money(turn, item.total, item.currency),
    item.version === null ? undefined : `v${versionText(item.version)}`,
    item.lastHeardAt === null || item.state === 'online' || item.state === 'stopped'
      ? undefined
      : ago(turn, item.lastHeardAt),
  ].filter((part) => part !== undefined);
  return html`${place}. ${STATE_SIGNS[item.state]} <b>${item.name}</b> ${details.join(' · ')}`;
}

function itemButton({ state, name, terminalId }: TerminalListItem): Button {
  return {
    label: `${STATE_SIGNS[state]} ${shorten(name, BUTTON_CHARS)}`,
    call: calls.terminal.with(terminalId),
  };
}

function pageButtons(turn: FleetTurn, query: ListQuery, page: TerminalPage): Button[] {
  const first = page.items[0];
  const last = page.items.at(-1);
  return [
    ...(page.hasPrevious && first !== undefined
      ? [
          {
            label: turn.t.plain('button.previous'),
            call: listCall({ ...query, cursor: { before: first.terminalId } }),
          },
        ]
      : []),
    ...(page.hasNext && last !== undefined
      ? [
          {
            label: turn.t.plain('button.next'),
            call: listCall({ ...query, cursor: { after: last.terminalId } }),
          },
        ]
      : []),
  ];
}

/** `🟢 12`: how many there are, and a tap shows these only. */
function stateButtons(query: ListQuery, byState: Readonly<Record<string, number>>): Button[] {
  return TERMINAL_STATES.filter((state) => (byState[state] ?? 0) > 0).map((state) => ({
    label: `${query.state === state ? '✓ ' : ''}${STATE_SIGNS[state]} ${byState[state] ?? 0}`,
    call: listCall({ ...query, cursor: undefined, state: query.state === state ? undefined : state }),
  }));
}

function pairs(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += 2) rows.push(buttons.slice(at, at + 2));
  return rows;
}

/** @param how `show` where a list stood before, `send` as an answer to what was written */
export async function openList(turn: FleetTurn, query: ListQuery, how: 'show' | 'send'): Promise<void> {
  if (query.search !== undefined) await turn.limit('search', PERSON_ALLOWANCES.searches);
  const screen = (await listScreen(turn, query)) ?? {
    text: turn.t('home.newcomer', { name: turn.user.firstName }),
    buttons: [[{ label: turn.t.plain('button.add'), call: calls.add.with() }]],
  };
  turn[how](screen);
}

export const listCommands = [
  command({
    name: 'terminals',
    description: 'command.terminals',
    run: (turn, payload) =>
      openList(turn, payload.trim() === '' ? {} : { search: payload.trim().slice(0, 100) }, 'send'),
  }),
];

export const listActions = [
  onTap(calls.list, (turn, state, label, search, cursor) =>
    openList(turn, readListQuery(state, label, search, cursor), 'show'),
  ),
];
