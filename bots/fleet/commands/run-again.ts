import type { ActionCall } from '../../../core/bot/action.ts';
import { html } from '../../../core/bot/html.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { confirmView } from '../../../core/bot/views/confirm-view.ts';
import { describeCommand } from '../../../core/fleet/commands/describe-command.ts';
import type { Page, Run, TerminalResult } from '../../../core/fleet/commands/read-runs.ts';
import type { RequestedRun } from '../../../core/fleet/commands/request-run.ts';
import type { Target } from '../../../core/fleet/commands/targets.ts';
import { calls } from '../calls.ts';
import { lines } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { targetOfRun } from './run-target.ts';
import { confirmationOf, followOf, tellSent } from './send-command.ts';

/** As many as one question gives (`read-runs.ts`). */
const MAX_PAGE = 500;
const COMMAND_CHARS = 200;

/** Sends the opposite to those that answered. */
async function undo(turn: FleetTurn, runId: string, confirmedCount: number, once: number): Promise<void> {
  const run = await turn.services.commands.find(askerOf(turn), runId);
  const opposite = run === undefined ? undefined : describeCommand(run.command).opposite;
  if (run === undefined || opposite === undefined) {
    turn.notice(turn.t.plain('refusal.nothingToUndo'));
    return;
  }
  await orAsk(
    turn,
    run,
    { command: opposite, confirmed: (count) => calls.commandUndo.with(runId, count, once) },
    () =>
      turn.services.commands.undo(askerOf(turn), {
        runId,
        idempotencyKey: `undo-${runId}-${once}`,
        follow: followOf(turn, true),
        ...(confirmedCount === 0 ? {} : { confirmed: { count: confirmedCount, command: opposite } }),
      }),
  );
}

/** The same command to the same target: a group is asked anew who is in it, chosen terminals stay those. */
async function repeat(turn: FleetTurn, runId: string, confirmedCount: number, once: number): Promise<void> {
  const run = await turn.services.commands.find(askerOf(turn), runId);
  if (run === undefined) {
    turn.notice(turn.t.plain('refusal.stale'));
    return;
  }
  const target = await targetOf(turn, run);
  await orAsk(
    turn,
    run,
    { command: run.command, confirmed: (count) => calls.commandRepeat.with(runId, count, once) },
    () =>
      turn.services.commands.send(askerOf(turn), {
        fleetId: run.fleetId,
        target,
        commands: [run.command],
        idempotencyKey: `repeat-${runId}-${once}`,
        follow: followOf(turn, true),
        ...(confirmedCount === 0 ? {} : { confirmed: { count: confirmedCount, command: run.command } }),
      }),
  );
}

async function targetOf(turn: FleetTurn, run: Run): Promise<Target> {
  const [, kind, name] = /^(group|tag|all)(?: (.*))?$/su.exec(run.target) ?? [];
  if (kind === 'all') return { kind };
  if ((kind === 'group' || kind === 'tag') && name !== undefined) return { kind, name };
  const ids: number[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: Page<TerminalResult, number> = await turn.services.commands.listResults(askerOf(turn), {
      runId: run.id,
      after,
      limit: MAX_PAGE,
    });
    ids.push(...page.items.map(({ terminalId }) => terminalId));
    after = page.next;
  }
  return { kind: 'terminals', ids };
}

/** Sends, or asks when it has to be confirmed. */
async function orAsk(
  turn: FleetTurn,
  run: Run,
  {
    command: text,
    confirmed,
  }: { readonly command: string; readonly confirmed: (count: number) => ActionCall },
  send: () => Promise<RequestedRun>,
): Promise<void> {
  try {
    tellSent(turn, await send());
  } catch (error) {
    const needed = await confirmationOf(error);
    turn.show(
      confirmView({
        language: turn.user.language,
        question: lines(
          html`<b>${shorten(text, COMMAND_CHARS)}</b> → ${targetOfRun(turn, run)}`,
          turn.t(needed.danger === 'always' ? 'command.confirmDangerous' : 'command.confirmMany', {
            count: needed.count,
          }),
        ),
        isDangerous: true,
        count: needed.count,
        label: turn.t.plain('button.sendToCount', { count: needed.count }),
        doIt: confirmed(needed.count),
        cancel: calls.run.with(run.id, 'all', 0),
      }),
    );
  }
}

export const runAgainActions = [onTap(calls.commandUndo, undo), onTap(calls.commandRepeat, repeat)];
