import * as z from 'zod';
import { AddressTakenError, NameTakenError } from '../../../core/fleet/terminals/refusals.ts';
import { MAX_NOTE_CHARS } from '../../../core/fleet/terminals/terminal-fields.ts';
import { calls } from '../calls.ts';
import { explainRefusal, orExplain } from '../explain-refusal.ts';
import { askerOf, type FleetTurn, flow } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { isPrivate } from '../private-only.ts';
import { cardScreen } from './terminal-card.ts';
import { checkNameAnswer } from './host-answers.ts';
import { hostStep, nameStep, portStep } from './terminal-steps.ts';
import type { TerminalChange } from '../../../core/fleet/terminals/change-terminal.ts';
import { NotAllowedError } from '../../../core/fleet/terminals/fleets.ts';

/** Changes what the person entered. What is not changed is not written: a password stays without being known here. */
export const editTerminalFlow = flow({
  id: 'edit',
  answers: z.object({
    terminalId: z.number(),
    name: z.string(),
    host: z.string(),
    port: z.number(),
    password: z.string().optional(),
    removePassword: z.boolean().optional(),
    note: z.string().optional(),
  }),
  edits: (turn, { name = '' }) => turn.t('edit.title', { name }),
  steps: [
    { ...nameStep, check: (turn: FleetTurn, name: string) => checkNameAnswer(turn, name) },
    hostStep,
    portStep,
    {
      kind: 'text',
      name: 'password',
      ask: 'edit.askPassword',
      label: 'edit.newPassword',
      max: 200,
      isSecret: true,
      canSkip: true,
    },
    {
      kind: 'confirm',
      name: 'removePassword',
      ask: 'edit.askRemovePassword',
      label: 'edit.removePassword',
      canSkip: true,
    },
    {
      kind: 'text',
      name: 'note',
      ask: 'edit.askNote',
      label: 'edit.note',
      max: MAX_NOTE_CHARS,
      isMultiline: true,
      canSkip: true,
    },
  ],
  commit: async (turn, answers, changed) => {
    const { terminalId, name, host, port, password, removePassword, note = '' } = answers;
    const is = (field: keyof typeof answers): boolean => changed.includes(field);
    const change: TerminalChange = {
      ...(is('name') ? { name } : {}),
      ...(is('host') ? { host } : {}),
      ...(is('port') ? { port } : {}),
      ...(is('password') && password !== undefined ? { password } : {}),
      ...(removePassword === true && password === undefined ? { password: '' } : {}),
      ...(is('note') ? { note } : {}),
    };
    try {
      await turn.services.terminals.change(askerOf(turn), terminalId, change);
    } catch (error) {
      if (error instanceof NameTakenError) return { step: 'name', problem: turn.t('refusal.nameTaken') };
      if (error instanceof AddressTakenError)
        return { step: is('port') ? 'port' : 'host', problem: turn.t('refusal.addressTaken') };
      const reason = explainRefusal(turn, error);
      if (reason === undefined) throw error;
      turn.notice(reason);
      return undefined;
    }
    turn.hasWritten();
    turn.notice(turn.t.plain('edit.saved'));
    await orExplain(turn, async () => turn.show(await cardScreen(turn, terminalId)));
    return undefined;
  },
});

export const editActions = [
  onTap(calls.edit, async (turn, terminalId) => {
    if (!isPrivate(turn)) return;
    const { name, host, port, note, role } = await turn.services.terminals.readCard(
      askerOf(turn),
      terminalId,
    );
    if (role !== 'owner') throw new NotAllowedError('owner');
    await turn.start(editTerminalFlow, {
      terminalId,
      name,
      host,
      port,
      ...(note === null ? {} : { note }),
    });
  }),
];
