import { html } from '../../../core/bot/html.ts';
import type { Screen } from '../../../core/bot/screen.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import type { Preset } from '../../../core/fleet/commands/presets.ts';
import { calls } from '../calls.ts';
import { readTarget, resolveButtonTarget, writeTarget } from './command-target.ts';
import { presetFlow } from './preset-flow.ts';
import { lines } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { sendCommand } from './send-command.ts';

const MAX_SHOWN = 40;

/** The fleet's presets: a tap sends, the pencil changes. */
async function presetsScreen(turn: FleetTurn, targetText: string): Promise<Screen | undefined> {
  const target = readTarget(targetText);
  if (target === undefined) return undefined;
  const { t } = turn;
  const { fleetId, label } = await resolveButtonTarget(turn, target);
  const presets = await turn.services.presets.list(askerOf(turn), fleetId);
  return {
    text: lines(
      t('command.to', { target: label }),
      t(presets.length === 0 ? 'presets.none' : 'presets.hint'),
    ),
    buttons: [
      ...presets.slice(0, MAX_SHOWN).map(({ id, name, quickPosition }) => [
        {
          label: `${quickPosition === null ? '' : '⚡ '}${shorten(name, 24)}`,
          call: calls.presetSend.with(targetText, id, turn.updateId),
        },
        { label: '✏️', call: calls.preset.with(id) },
      ]),
      [{ label: t.plain('presets.new'), call: calls.presetNew.with(fleetId) }],
      ...(presets.length === 0
        ? [[{ label: t.plain('presets.first'), call: calls.presetFirst.with(fleetId) }]]
        : []),
      [{ label: t.plain('button.back'), call: calls.commands.with(targetText) }],
    ],
  };
}

function presetScreen(turn: FleetTurn, preset: Preset & { readonly fleetId: string }): Screen {
  const { t } = turn;
  return {
    text: lines(
      html`${preset.quickPosition === null ? '' : '⚡ '}<b>${preset.name}</b>`,
      ...preset.commands.map((text) => html`<code>${shorten(text, 300)}</code>`),
    ),
    buttons: [
      [
        { label: t.plain('button.edit'), call: calls.presetEdit.with(preset.id) },
        { label: t.plain('button.remove'), call: calls.presetRemove.with(preset.id) },
      ],
      [
        {
          label: t.plain('button.back'),
          call: calls.presets.with(writeTarget({ kind: 'all', fleetId: preset.fleetId })),
        },
      ],
    ],
  };
}

export const presetActions = [
  onTap(calls.presets, async (turn, target) => {
    const screen = await presetsScreen(turn, target);
    if (screen === undefined) turn.notice(turn.t.plain('refusal.stale'));
    else turn.show(screen);
  }),
  onTap(calls.preset, async (turn, id) =>
    turn.show(presetScreen(turn, await turn.services.presets.find(askerOf(turn), id))),
  ),
  onTap(calls.presetSend, async (turn, targetText, id, once) => {
    const target = readTarget(targetText);
    if (target === undefined) return turn.notice(turn.t.plain('refusal.stale'));
    const { commands } = await turn.services.presets.find(askerOf(turn), id);
    await sendCommand(turn, { target, commands, key: `preset-${id}-${once}` });
  }),
  onTap(calls.presetNew, (turn, fleetId) => turn.start(presetFlow, { fleetId, presetId: '' })),
  onTap(calls.presetFirst, async (turn, fleetId) => {
    await turn.services.presets.addFirst(askerOf(turn), fleetId);
    turn.hasWritten();
    const screen = await presetsScreen(turn, writeTarget({ kind: 'all', fleetId }));
    if (screen !== undefined) turn.show(screen);
  }),
  onTap(calls.presetEdit, async (turn, id) => {
    const preset = await turn.services.presets.find(askerOf(turn), id);
    await turn.start(presetFlow, { fleetId: preset.fleetId, presetId: id });
  }),
  onTap(calls.presetRemove, async (turn, id) => {
    const preset = await turn.services.presets.find(askerOf(turn), id);
    turn.show(
      confirmView({
        language: turn.user.language,
        question: turn.t('presets.removeQuestion', { name: preset.name }),
        label: turn.t.plain('button.removeNow'),
        doIt: calls.presetRemoveNow.with(id),
        cancel: calls.preset.with(id),
      }),
    );
  }),
  onTap(calls.presetRemoveNow, async (turn, id) => {
    const { name, fleetId } = await turn.services.presets.remove(askerOf(turn), id);
    turn.hasWritten();
    turn.notice(turn.t.plain('presets.removed', { name }));
    const screen = await presetsScreen(turn, writeTarget({ kind: 'all', fleetId }));
    if (screen !== undefined) turn.show(screen);
  }),
];
