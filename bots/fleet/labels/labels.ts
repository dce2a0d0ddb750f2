import { html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { layoutButtons, shorten } from '../../../core/bot/views/button-layout.ts';
import { checkList } from '../../../core/bot/views/check-list.ts';
import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import { FleetUnknownError, type Membership } from '../../../core/fleet/terminals/fleets.ts';
import type { LabelKind, Labelling } from '../../../core/fleet/terminals/labels.ts';
import { calls } from '../calls.ts';
import { chosenFleetOrTell } from '../fleets/chosen-fleet.ts';
import { writeTarget } from '../commands/command-target.ts';
import { newLabelFlow, renameLabelFlow } from './label-flows.ts';
import { lines, STATE_SIGNS } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { listCall, readCursor, writeCursor } from '../terminals/list-query.ts';
import { onTap } from '../on-tap.ts';

const MEMBERS_A_PAGE = 10;
const MAX_SHOWN = 60;

/** @throws FleetUnknownError when the person is in none */
async function chosenFleet(turn: FleetTurn): Promise<Membership> {
  const [fleet] = await turn.services.fleets.list(askerOf(turn));
  if (fleet === undefined) throw new FleetUnknownError('in no fleet');
  return fleet;
}

async function labelsScreen(turn: FleetTurn, kind: LabelKind, seen?: Membership): Promise<Screen> {
  const { t } = turn;
  const fleet = seen ?? (await chosenFleet(turn));
  const labels = await turn.services.labels.list(askerOf(turn), fleet.fleetId, kind);
  return {
    text: lines(
      html`<b>${t(`labels.${kind}.title`)}</b>`,
      labels.length === 0 && t(`labels.${kind}.none`),
      labels.length > MAX_SHOWN && t('labels.tooMany', { count: MAX_SHOWN }),
    ),
    buttons: [
      ...layoutButtons(
        labels.slice(0, MAX_SHOWN).map(({ name, terminals }) => ({
          label: `${shorten(name, 24)} · ${terminals}`,
          call: calls.label.with(kind, name),
        })),
      ),
      [
        ...(fleet.role === 'owner'
          ? [{ label: t.plain(`labels.${kind}.new`), call: calls.newLabel.with(kind) }]
          : []),
        { label: t.plain('button.home'), call: calls.home.with() },
      ],
    ],
  };
}

async function labelScreen(turn: FleetTurn, kind: LabelKind, name: string): Promise<Screen> {
  const { t } = turn;
  const fleet = await chosenFleet(turn);
  const labels = await turn.services.labels.list(askerOf(turn), fleet.fleetId, kind);
  const label = labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const count = label?.terminals ?? 0;
  const owner: Button[][] =
    fleet.role === 'owner'
      ? [
          [{ label: t.plain('labels.members'), call: calls.labelMembers.with(kind, name, '') }],
          [
            { label: t.plain('button.rename'), call: calls.renameLabel.with(kind, name) },
            { label: t.plain('button.remove'), call: calls.removeLabel.with(kind, name) },
          ],
        ]
      : [];
  return {
    text: lines(t(`target.${kind}`, { name: label?.name ?? name }), t('home.terminals', { count })),
    buttons: [
      ...(count > 0
        ? [[{ label: t.plain('button.terminals'), call: listCall({ label: { kind, name } }) }]]
        : []),
      ...(count > 0 && fleet.role !== 'viewer'
        ? [
            [
              {
                label: t.plain('button.commands'),
                call: calls.commands.with(writeTarget({ kind, fleetId: fleet.fleetId, name })),
              },
            ],
          ]
        : []),
      ...owner,
      [{ label: t.plain('button.back'), call: calls.labels.with(kind) }],
    ],
  };
}

async function labelling(turn: FleetTurn, kind: LabelKind, name: string): Promise<Labelling> {
  const { fleetId } = await chosenFleet(turn);
  return { userId: turn.user.id, fleetId, kind, name };
}

/** A check list of all terminals, page by page; each tap is kept at once. */
export async function membersScreen(
  turn: FleetTurn,
  kind: LabelKind,
  name: string,
  cursorText: string,
): Promise<Screen> {
  const asker = askerOf(turn);
  const label = await labelling(turn, kind, name);
  const cursor = readCursor(cursorText);
  const page = await turn.services.terminals.list(asker, label.fleetId, {
    filter: {},
    limit: MEMBERS_A_PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const ids = page.items.map(({ terminalId }) => terminalId);
  const inside = await turn.services.labels.findLabelled(asker, label, ids);
  const first = ids[0];
  const last = ids.at(-1);
  return checkList({
    language: turn.user.language,
    text: lines(turn.t(`target.${kind}`, { name }), turn.t('labels.tapToChange')),
    items: page.items.map(({ terminalId, name: terminalName, state }) => ({
      label: `${STATE_SIGNS[state]} ${shorten(terminalName, 32)}`,
      isChecked: inside.has(terminalId),
      toggle: calls.labelToggle.with(kind, name, terminalId, !inside.has(terminalId), cursorText),
    })),
    below: [
      [
        ...(page.hasPrevious && first !== undefined
          ? [
              {
                label: turn.t.plain('button.previous'),
                call: calls.labelMembers.with(kind, name, writeCursor({ before: first })),
              },
            ]
          : []),
        ...(page.hasNext && last !== undefined
          ? [
              {
                label: turn.t.plain('button.next'),
                call: calls.labelMembers.with(kind, name, writeCursor({ after: last })),
              },
            ]
          : []),
      ],
      [{ label: turn.t.plain('button.done'), call: calls.label.with(kind, name) }],
    ].filter((row) => row.length > 0),
  });
}

/** All labels of a kind with a tick at those of the terminal. */
export async function terminalLabelsScreen(
  turn: FleetTurn,
  terminalId: number,
  kind: LabelKind,
): Promise<Screen> {
  const asker = askerOf(turn);
  const card = await turn.services.terminals.readCard(asker, terminalId);
  const labels = await turn.services.labels.list(asker, card.fleetId, kind);
  const own = new Set((kind === 'group' ? card.groups : card.tags).map((name) => name.toLowerCase()));
  return checkList({
    language: turn.user.language,
    text: lines(
      html`<b>${card.name}</b>`,
      turn.t(labels.length === 0 ? `labels.${kind}.none` : 'labels.tapToChange'),
    ),
    items: labels.slice(0, MAX_SHOWN).map(({ name }) => {
      const isOn = own.has(name.toLowerCase());
      return {
        label: shorten(name, 24),
        isChecked: isOn,
        toggle: calls.terminalLabel.with(terminalId, kind, name, !isOn),
      };
    }),
    below: [
      [
        { label: turn.t.plain(`labels.${kind}.new`), call: calls.terminalNewLabel.with(terminalId, kind) },
        { label: turn.t.plain('button.done'), call: calls.terminal.with(terminalId) },
      ],
    ],
  });
}

export const labelCommands = [
  command({
    name: 'groups',
    description: 'command.groups',
    run: async (turn) => {
      const fleet = await chosenFleetOrTell(turn);
      if (fleet !== undefined) turn.send(await labelsScreen(turn, 'group', fleet));
    },
  }),
];

export const labelActions = [
  onTap(calls.labels, async (turn, kind) => turn.show(await labelsScreen(turn, kind))),
  onTap(calls.label, async (turn, kind, name) => turn.show(await labelScreen(turn, kind, name))),
  onTap(calls.labelMembers, async (turn, kind, name, cursor) =>
    turn.show(await membersScreen(turn, kind, name, cursor)),
  ),
  onTap(calls.labelToggle, async (turn, kind, name, terminalId, isOn, cursor) => {
    const label = await labelling(turn, kind, name);
    await turn.services.labels.put(askerOf(turn), label, [terminalId], isOn);
    turn.hasWritten();
    turn.show(await membersScreen(turn, kind, name, cursor));
  }),
  onTap(calls.terminalLabels, async (turn, terminalId, kind) =>
    turn.show(await terminalLabelsScreen(turn, terminalId, kind)),
  ),
  onTap(calls.terminalLabel, async (turn, terminalId, kind, name, isOn) => {
    const { fleetId } = await turn.services.terminals.readCard(askerOf(turn), terminalId);
    await turn.services.labels.put(
      askerOf(turn),
      { userId: turn.user.id, fleetId, kind, name },
      [terminalId],
      isOn,
    );
    turn.hasWritten();
    turn.show(await terminalLabelsScreen(turn, terminalId, kind));
  }),
  onTap(calls.terminalNewLabel, (turn, terminalId, kind) => turn.start(newLabelFlow, { kind, terminalId })),
  onTap(calls.newLabel, (turn, kind) => turn.start(newLabelFlow, { kind, terminalId: 0 })),
  onTap(calls.renameLabel, (turn, kind, name) => turn.start(renameLabelFlow, { kind, name })),
  onTap(calls.removeLabel, async (turn, kind, name) => {
    const { fleetId } = await chosenFleet(turn);
    const labels = await turn.services.labels.list(askerOf(turn), fleetId, kind);
    const count = labels.find((one) => one.name.toLowerCase() === name.toLowerCase())?.terminals ?? 0;
    turn.show(
      confirmView({
        language: turn.user.language,
        question: turn.t(`labels.${kind}.removeQuestion`, { name, count }),
        label: turn.t.plain('button.removeNow'),
        doIt: calls.removeLabelNow.with(kind, name),
        cancel: calls.label.with(kind, name),
      }),
    );
  }),
  onTap(calls.removeLabelNow, async (turn, kind, name) => {
    const label = await labelling(turn, kind, name);
    await turn.services.labels.remove(askerOf(turn), label);
    turn.hasWritten();
    turn.notice(turn.t.plain('labels.removed', { name }));
    turn.show(await labelsScreen(turn, kind));
  }),
];
