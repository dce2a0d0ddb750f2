import * as z from 'zod';
import { MAX_LABEL_CHARS, labelName } from '../../../core/fleet/terminals/terminal-fields.ts';
import { calls } from '../calls.ts';
import { orExplain } from '../explain-refusal.ts';
import { askerOf, flow, type FleetTurn } from '../kit.ts';

const kind = z.enum(['group', 'tag']);

function checkName(turn: FleetTurn, name: string) {
  return labelName.safeParse(name).success ? undefined : turn.t('labels.nameUnfit');
}

/** A label is there as soon as a terminal has it: of one terminal it is put on at once, else the check list opens. */
export const newLabelFlow = flow({
  id: 'lnew',
  answers: z.object({
    kind,
    /** 0: of no terminal in particular. */
    terminalId: z.number(),
    name: z.string(),
  }),
  steps: [
    {
      kind: 'text',
      name: 'name',
      ask: (turn, answers) => turn.t(answers.kind === 'tag' ? 'labels.tag.askName' : 'labels.group.askName'),
      label: 'add.name',
      max: MAX_LABEL_CHARS,
      check: checkName,
    },
  ],
  commit: (turn, answers) =>
    orExplain(turn, async () => {
      const { t } = turn;
      const { terminalId, name } = answers;
      if (terminalId > 0) {
        const { fleetId } = await turn.services.terminals.readCard(askerOf(turn), terminalId);
        const label = { userId: turn.user.id, fleetId, kind: answers.kind, name };
        await turn.services.labels.put(askerOf(turn), label, [terminalId], true);
        turn.hasWritten();
      }
      turn.show({
        text: t(terminalId > 0 ? 'labels.putOn' : 'labels.chooseMembers', { name }),
        buttons: [
          [{ label: t.plain('labels.members'), call: calls.labelMembers.with(answers.kind, name, '') }],
          [
            terminalId > 0
              ? { label: t.plain('button.openTerminal'), call: calls.terminal.with(terminalId) }
              : { label: t.plain('button.back'), call: calls.labels.with(answers.kind) },
          ],
        ],
      });
    }),
});

export const renameLabelFlow = flow({
  id: 'lren',
  answers: z.object({ kind, name: z.string(), newName: z.string() }),
  steps: [
    {
      kind: 'text',
      name: 'newName',
      ask: (turn, { name = '' }) => turn.t('labels.askNewName', { name }),
      label: 'add.name',
      max: MAX_LABEL_CHARS,
      check: checkName,
    },
  ],
  commit: (turn, answers) =>
    orExplain(turn, async () => {
      const [fleet] = await turn.services.fleets.list(askerOf(turn));
      if (fleet === undefined) return;
      const label = { userId: turn.user.id, fleetId: fleet.fleetId, kind: answers.kind, name: answers.name };
      await turn.services.labels.rename(askerOf(turn), label, answers.newName);
      turn.hasWritten();
      turn.show({
        text: turn.t('labels.renamed', { name: answers.name, newName: answers.newName }),
        buttons: [
          [
            {
              label: turn.t.plain('button.open'),
              call: calls.label.with(answers.kind, answers.newName),
            },
          ],
        ],
      });
    }),
});
