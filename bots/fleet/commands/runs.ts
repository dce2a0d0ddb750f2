import { Html, html } from '../../../core/bot/html.ts';
import { plainText } from '../../../core/bot/html-tokens.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { describeCommand } from '../../../core/fleet/commands/describe-command.ts';
import type { Run, RunCursor, TerminalResult, TerminalRun } from '../../../core/fleet/commands/read-runs.ts';
import { FleetUnknownError } from '../../../core/fleet/terminals/fleets.ts';
import { calls } from '../calls.ts';
import { lines, momentText } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { commandProgressTexts } from './command-progress-texts.ts';
import { reasonText } from './command-progress.ts';
import { targetOfRun } from './run-target.ts';

const RUNS_A_PAGE = 6;
const RESULTS_A_PAGE = 15;
const REPLY_CHARS = 600;
const COMMAND_CHARS = 200;
const BAD: readonly TerminalResult['state'][] = ['refused', 'timed-out', 'not-sent'];

const RESULT_STATES = ['answered', ...BAD, 'pending'] as const;

const SIGNS: Readonly<Record<TerminalResult['state'], string>> = {
  answered: '✅',
  refused: '⛔',
  'timed-out': '⌛',
  'not-sent': '✖️',
  pending: '…',
};

function cursorOf(at: string, id: string): RunCursor | undefined {
  return at === '' ? undefined : { createdAt: at, id };
}

/** What was sent to the fleet: who, when, what, to whom, with which result. */
async function fleetRunsScreen(turn: FleetTurn, at: string, id: string): Promise<Screen> {
  const { t } = turn;
  const [fleet] = await turn.services.fleets.list(askerOf(turn));
  if (fleet === undefined) throw new FleetUnknownError('in no fleet');
  const { items, next } = await turn.services.commands.listOfFleet(
    askerOf(turn),
    fleet.fleetId,
    cursorOf(at, id),
    RUNS_A_PAGE,
  );
  return {
    text: lines(
      html`<b>${t('runs.title')}</b>`,
      ...(items.length === 0 ? [t('runs.none')] : items.flatMap((run) => ['', runLines(turn, run)])),
    ),
    buttons: [
      ...items.map((run) => [
        {
          label: `${shorten(run.command, 20)} → ${shorten(plainText(targetOfRun(turn, run).value), 20)}`,
          call: calls.run.with(run.id, 'all', 0),
        },
      ]),
      [
        ...(at === '' ? [] : [{ label: t.plain('button.newest'), call: calls.runs.with('', '') }]),
        ...(next === undefined
          ? []
          : [{ label: t.plain('button.older'), call: calls.runs.with(next.createdAt, next.id) }]),
      ],
      [{ label: t.plain('button.home'), call: calls.home.with() }],
    ].filter((row) => row.length > 0),
  };
}

function runLines(turn: FleetTurn, run: Run): Html {
  const who = run.requestedByName ?? turn.t.plain(`runs.source.${run.source}`);
  return lines(
    html`${momentText(turn, run.createdAt)} · ${who}`,
    html`<b>${shorten(run.command, COMMAND_CHARS)}</b> → ${targetOfRun(turn, run)}`,
    countsText(run),
  );
}

/** How many of each result there are; what there is none of is left out. */
function countsText({ counts }: Run): Html {
  const parts = RESULT_STATES.filter((state) => counts[state] > 0).map(
    (state) => `${SIGNS[state]} ${counts[state]}`,
  );
  return Html.text(parts.join(' · '));
}

/** One run with what each terminal said. */
async function runScreen(
  turn: FleetTurn,
  runId: string,
  which: 'all' | 'bad',
  after: number,
): Promise<Screen | undefined> {
  const { t } = turn;
  const asker = askerOf(turn);
  const run = await turn.services.commands.find(asker, runId);
  if (run === undefined) return undefined;
  const { items, next } = await turn.services.commands.listResults(asker, {
    runId,
    limit: RESULTS_A_PAGE,
    after,
    ...(which === 'bad' ? { states: BAD } : {}),
  });
  const bad = run.counts.refused + run.counts['timed-out'] + run.counts['not-sent'];
  return {
    text: lines(runLines(turn, run), '', ...items.map((result) => resultLine(turn, result))),
    buttons: [
      [
        ...(which === 'bad' || bad === 0
          ? []
          : [{ label: t.plain('runs.failures', { count: bad }), call: calls.run.with(runId, 'bad', 0) }]),
        ...(which === 'bad' ? [{ label: t.plain('runs.all'), call: calls.run.with(runId, 'all', 0) }] : []),
        ...(next === undefined
          ? []
          : [{ label: t.plain('button.next'), call: calls.run.with(runId, which, next) }]),
      ],
      actButtons(turn, run),
      [{ label: t.plain('button.history'), call: calls.runs.with('', '') }],
    ].filter((row) => row.length > 0),
  };
}

function actButtons(turn: FleetTurn, run: Run): Button[] {
  const opposite = describeCommand(run.command).opposite;
  return [
    { label: turn.t.plain('runs.repeat'), call: calls.commandRepeat.with(run.id, 0, turn.updateId) },
    ...(opposite === undefined || run.counts.answered === 0
      ? []
      : [
          {
            label: turn.t.plain('runs.undo', { command: shorten(opposite, 20) }),
            call: calls.commandUndo.with(run.id, 0, turn.updateId),
          },
        ]),
  ];
}

function resultLine(turn: FleetTurn, result: TerminalResult): Html {
  const name = result.name ?? `#${result.terminalId}`;
  const said = replyText(turn, result);
  return html`${SIGNS[result.state]} <b>${name}</b>${said === undefined ? '' : html`: ${said}`}`;
}

async function terminalRunsScreen(
  turn: FleetTurn,
  terminalId: number,
  at: string,
  id: string,
): Promise<Screen> {
  const { t } = turn;
  const { items, next } = await turn.services.commands.listOfTerminal(
    askerOf(turn),
    terminalId,
    cursorOf(at, id),
    RUNS_A_PAGE,
  );
  return {
    text: lines(
      html`<b>${t('runs.title')}</b>`,
      ...(items.length === 0 ? [t('runs.none')] : items.flatMap((run) => ['', terminalRunLines(turn, run)])),
    ),
    buttons: [
      [
        ...(at === ''
          ? []
          : [{ label: t.plain('button.newest'), call: calls.terminalRuns.with(terminalId, '', '') }]),
        ...(next === undefined
          ? []
          : [
              {
                label: t.plain('button.older'),
                call: calls.terminalRuns.with(terminalId, next.createdAt, next.id),
              },
            ]),
      ],
      [{ label: t.plain('button.back'), call: calls.terminal.with(terminalId) }],
    ].filter((row) => row.length > 0),
  };
}

function terminalRunLines(turn: FleetTurn, run: TerminalRun): Html {
  const who = run.requestedByName ?? turn.t.plain(`runs.source.${run.source}`);
  return lines(
    html`${momentText(turn, run.createdAt)} · ${who}`,
    html`${SIGNS[run.state]} <b>${shorten(run.command, COMMAND_CHARS)}</b>`,
    replyText(turn, run),
  );
}

function replyText(turn: FleetTurn, { reply, reason }: TerminalResult): Html | undefined {
  if (reply !== null && reply.trim() !== '') return Html.text(shorten(reply.trim(), REPLY_CHARS));
  return reason === null ? undefined : reasonText(commandProgressTexts.in(turn.user.language), reason);
}

export const runCommands = [
  command({
    name: 'history',
    description: 'command.history',
    run: async (turn) => {
      const [fleet] = await turn.services.fleets.list(askerOf(turn));
      turn.send(fleet === undefined ? { text: turn.t('runs.none') } : await fleetRunsScreen(turn, '', ''));
    },
  }),
];

export const runActions = [
  onTap(calls.runs, async (turn, at, id) => turn.show(await fleetRunsScreen(turn, at, id))),
  onTap(calls.run, async (turn, runId, which, after) => {
    const screen = await runScreen(turn, runId, which, after);
    if (screen === undefined) turn.notice(turn.t.plain('refusal.stale'));
    else turn.show(screen);
  }),
  onTap(calls.terminalRuns, async (turn, terminalId, at, id) =>
    turn.show(await terminalRunsScreen(turn, terminalId, at, id)),
  ),
];
