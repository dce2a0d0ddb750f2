import * as z from 'zod';
import { html } from '../../../core/bot/html.ts';
import { calls } from '../calls.ts';
import { writeTarget } from './command-target.ts';
import { orExplain } from '../explain-refusal.ts';
import { lines } from '../format.ts';
import { askerOf, flow } from '../kit.ts';

const MAX_NAME_CHARS = 50;
const MAX_TEXT_CHARS = 4_000;
/** Places of quick buttons. */
const MAX_QUICK = 24;

/** Makes a preset, or writes an existing one anew. */
export const presetFlow = flow({
  id: 'pset',
  answers: z.object({
    fleetId: z.string(),
    /** Empty: a new one. */
    presetId: z.string(),
    name: z.string(),
    commands: z.string(),
    isQuick: z.boolean(),
  }),
  steps: [
    { kind: 'text', name: 'name', ask: 'presets.askName', label: 'add.name', max: MAX_NAME_CHARS },
    {
      kind: 'text',
      name: 'commands',
      ask: 'presets.askCommands',
      label: 'button.commands',
      max: MAX_TEXT_CHARS,
      isMultiline: true,
    },
    { kind: 'confirm', name: 'isQuick', ask: 'presets.askQuick', label: 'presets.quick' },
  ],
  submit: 'button.saveIt',
  review: (_, { name, commands, isQuick }) =>
    lines(
      html`${isQuick ? '⚡ ' : ''}<b>${name}</b>`,
      ...linesOf(commands).map((text) => html`<code>${text}</code>`),
    ),
  commit: (turn, { fleetId, presetId, name, commands, isQuick }) =>
    orExplain(turn, async () => {
      const asker = askerOf(turn);
      const presets = await turn.services.presets.list(asker, fleetId);
      const own = presets.find(({ id }) => id === presetId);
      const last = Math.max(0, ...presets.map(({ quickPosition }) => quickPosition ?? 0));
      const fields = {
        name,
        commands: linesOf(commands),
        quickPosition: isQuick ? (own?.quickPosition ?? Math.min(last + 1, MAX_QUICK)) : null,
      };
      if (presetId === '') await turn.services.presets.add(asker, fleetId, fields);
      else await turn.services.presets.change(asker, presetId, fields);
      turn.hasWritten();
      turn.show({
        text: turn.t('presets.saved', { name }),
        buttons: [
          [
            {
              label: turn.t.plain('button.presets'),
              call: calls.presets.with(writeTarget({ kind: 'all', fleetId })),
            },
          ],
        ],
      });
    }),
});

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
