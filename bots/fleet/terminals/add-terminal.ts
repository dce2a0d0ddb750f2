import * as z from 'zod';
import { html } from '../../../core/bot/html.ts';
import { AddressTakenError, FleetFullError, NameTakenError } from '../../../core/fleet/terminals/refusals.ts';
import { calls } from '../calls.ts';
import { orExplain } from '../explain-refusal.ts';
import { lines } from '../format.ts';
import { askerOf, command, flow, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { isPrivate } from '../private-only.ts';
import { sendTest } from '../commands/send-command.ts';
import { checkNameAnswer, portWarning } from './host-answers.ts';
import { hostStep, nameStep, portStep } from './terminal-steps.ts';

/** Name, host, port, password; then the terminal is asked something at once. */
export const addTerminalFlow = flow({
  id: 'add',
  answers: z.object({
    name: z.string(),
    host: z.string(),
    port: z.number(),
    password: z.string().optional(),
  }),
  steps: [
    {
      ...nameStep,
      check: async (turn: FleetTurn, name: string) =>
        checkNameAnswer(turn, name) ??
        ((await turn.services.terminals.isNameTaken(askerOf(turn), name))
          ? turn.t('refusal.nameTaken')
          : undefined),
    },
    hostStep,
    {
      ...portStep,
      check: async (turn: FleetTurn, port: number, { host }: { readonly host?: string | undefined }) =>
        host !== undefined && (await turn.services.terminals.isAddressTaken(host, port))
          ? turn.t('refusal.addressTaken')
          : undefined,
    },
    {
      kind: 'text',
      name: 'password',
      ask: 'add.askPassword',
      label: 'add.password',
      max: 200,
      isSecret: true,
      canSkip: true,
    },
  ],
  submit: 'button.addIt',
  review: (turn, { name, host, port, password }) =>
    lines(
      turn.t('add.review'),
      '',
      html`${turn.t('add.name')}: <b>${name}</b>`,
      html`${turn.t('add.host')}: <code>${host}:${port}</code>`,
      html`${turn.t('add.password')}: ${turn.t(password === undefined ? 'add.withoutPassword' : 'add.withPassword')}`,
      portWarning(turn, port),
    ),
  commit: async (turn, { name, host, port, password = '' }) => {
    const { t } = turn;
    try {
      const newFleetName = t.plain('fleet.newName', { name: turn.user.firstName });
      const { terminalId } = await turn.services.terminals.add(askerOf(turn), newFleetName, {
        name,
        host,
        port,
        password,
      });
      turn.hasWritten();
      turn.show({
        text: t('add.done', { name, port: String(port) }),
        buttons: [
          [{ label: t.plain('button.openTerminal'), call: calls.terminal.with(terminalId) }],
          [
            { label: t.plain('button.testAgain'), call: calls.test.with(terminalId, turn.updateId) },
            { label: t.plain('button.addAnother'), call: calls.add.with() },
          ],
        ],
      });
      await orExplain(turn, () => sendTest(turn, terminalId, turn.updateId));
    } catch (error) {
      if (error instanceof NameTakenError) return { step: 'name', problem: t('refusal.nameTaken') };
      if (error instanceof AddressTakenError) return { step: 'host', problem: t('refusal.addressTaken') };
      if (error instanceof FleetFullError) return { step: 'name', problem: t('refusal.fleetFull') };
      throw error;
    }
  },
});

async function startAdding(turn: FleetTurn): Promise<void> {
  if (isPrivate(turn)) await turn.start(addTerminalFlow);
}

export const addCommands = [command({ name: 'add', description: 'command.add', run: startAdding })];

export const addActions = [onTap(calls.add, startAdding)];
