import type { ConfirmationNeededError, RequestedRun } from '../../../core/fleet/commands/request-run.ts';
import type { Follow } from '../../../core/fleet/commands/run-request.ts';
import { TEST_COMMAND } from '../../../core/fleet/commands/test-terminal.ts';
import { html } from '../../../core/bot/html.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import { calls } from '../calls.ts';
import { type ButtonTarget, resolveButtonTarget, writeTarget } from './command-target.ts';
import { lines } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';

export interface CommandOrder {
  readonly target: ButtonTarget;
  readonly commands: readonly string[];
  /** Of the button or the message that asked for it: however often that is handled, it is sent once. No spaces. */
  readonly key: string;
  readonly confirmedCount?: number;
  /** The progress is told in a message of its own; else in the tapped one. @default false */
  readonly inNewMessage?: boolean;
}

/** Above this the text is cut in questions; what is sent is whole. */
const SHOWN_CHARS = 500;

/**
 * Sends commands, or asks first when they are dangerous or go to many. From then on the progress message is written by who sends them
 * (`functions/send-command`); here nothing is shown, or it could overwrite a progress that is already further.
 */
export async function sendCommand(turn: FleetTurn, order: CommandOrder): Promise<void> {
  const { fleetId, target, label } = await resolveButtonTarget(turn, order.target);
  const text = order.commands.join('\n');
  const { byBotName, commands } = readPrefix(order.commands);
  try {
    const run = await turn.services.commands.send(askerOf(turn), {
      fleetId,
      target,
      commands,
      byBotName,
      idempotencyKey: order.key,
      follow: followOf(turn, order.inNewMessage === true),
      ...(order.confirmedCount === undefined
        ? {}
        : { confirmed: { count: order.confirmedCount, command: commands.join('\n') } }),
    });
    tellSent(turn, run);
  } catch (error) {
    const { count, danger } = await confirmationOf(error);
    const targetText = writeTarget(order.target);
    turn.show(
      confirmView({
        language: turn.user.language,
        question: lines(
          html`<b>${shorten(text, SHOWN_CHARS)}</b> → ${label}`,
          turn.t(danger === 'always' ? 'command.confirmDangerous' : 'command.confirmMany', { count }),
        ),
        isDangerous: true,
        count,
        label: turn.t.plain('button.sendToCount', { count }),
        doIt: calls.commandConfirmed.with(targetText, text, count, turn.updateId),
        cancel: calls.commands.with(targetText),
      }),
    );
  }
}

/** As the Commander's scheduler had it: several terminals may listen at one port, and each heeds its own name. */
const BY_NAME = /^\s*botname:\s*/i;

function readPrefix(typed: readonly string[]): { byBotName: boolean; commands: readonly string[] } {
  const byBotName = typed.every((line) => BY_NAME.test(line));
  return { byBotName, commands: byBotName ? typed.map((line) => line.replace(BY_NAME, '')) : typed };
}

/** @throws the error itself when it is another one */
export async function confirmationOf(error: unknown): Promise<ConfirmationNeededError> {
  // Not at the top: its class stands beside what talks to the database, which has been loaded only if something was asked of it.
  const module = await import('../../../core/fleet/commands/request-run.ts');
  if (error instanceof module.ConfirmationNeededError) return error;
  throw error;
}

export function followOf(turn: FleetTurn, inNewMessage: boolean): Follow {
  return {
    bot: turn.bot,
    chatId: turn.chat.id,
    messageId: inNewMessage ? undefined : turn.tappedMessageId,
    language: turn.user.language,
  };
}

export function tellSent(turn: FleetTurn, run: RequestedRun): void {
  turn.notice(
    run.isNew || run.isWaiting
      ? turn.t.plain('command.sent', { count: run.terminals })
      : turn.t.plain('command.sentBefore'),
  );
}

/** The least harmful command that is answered: whether the terminal hears us and we hear it. */
export async function sendTest(turn: FleetTurn, terminalId: number, once: number): Promise<void> {
  await sendCommand(turn, {
    target: { kind: 'terminal', terminalId },
    commands: [TEST_COMMAND],
    key: `test-${terminalId}-${once}`,
    inNewMessage: true,
  });
}
