import { escapeHtml, Html, html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import type { Language, Translate } from '../../../core/bot/turn.ts';
import { describeCommand } from '../../../core/fleet/commands/describe-command.ts';
import type { Failure, RunProgress } from '../../../core/fleet/commands/run-progress.ts';
import { cutText } from '../../../core/mooncmd/text-cut.ts';
import { calls } from '../calls.ts';
import {
  commandProgressEn,
  type CommandProgressKey,
  commandProgressTexts,
} from './command-progress-texts.ts';

type Texts = Translate<CommandProgressKey>;

const COMMAND_CHARS = 200;
const NAME_CHARS = 60;
/** Characters of HTML for the answer or the list: with the head it stays below a message's 4,096. */
const BODY_CHARS = 3_400;
/** Of the label of a button. */
const UNDO_CHARS = 40;

/** A command on its way and at its end, as its message shows it. */
export function progressScreen(progress: RunProgress, language: Language): Screen {
  const t = commandProgressTexts.in(language);
  const { run, counts, isFinal, only, failures } = progress;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const head = t('head', {
    command: cutText(run.command, COMMAND_CHARS),
    target: targetText(t, run.target),
  });
  const failed = counts.refused + counts['timed-out'] + counts['not-sent'];
  const line = t(isFinal ? (failed === 0 ? 'done' : 'failed') : 'running', {
    counts: countsText(t, progress, total),
  });
  const parts = [Html.join([head, line], '\n')];
  if (isFinal && only !== undefined) parts.push(...onlyText(t, only));
  else if (isFinal && failures.length > 0) parts.push(failuresText(t, failures, failed));
  return { text: Html.join(parts, '\n\n'), buttons: isFinal ? buttonsOf(t, progress, total, failed) : [] };
}

/** How `command_runs.target` reads. */
export function targetText(t: Texts, target: string): Html {
  const [, kind = '', name = ''] = /^(\S+)(?: (.*))?$/s.exec(target) ?? [];
  switch (kind) {
    case 'terminal':
    case 'group':
    case 'tag':
      return t(`target.${kind}`, { name });
    case 'terminals':
    case 'all':
    case 'answered':
      return t(`target.${kind}`);
    default:
      return Html.text(target);
  }
}

/** Why a command was not done, in words; a reason of a newer release is shown as it is. */
export function reasonText(t: Texts, reason: string): Html {
  const key = `reason.${reason}`;
  return isKey(key) ? t(key) : Html.text(reason);
}

function isKey(key: string): key is CommandProgressKey {
  return key in commandProgressEn;
}

function countsText(t: Texts, { counts, isFinal }: RunProgress, total: number): Html {
  const parts = [t('answered', { n: counts.answered, total })];
  if (counts.refused > 0) parts.push(t('refused', { n: counts.refused }));
  if (counts['timed-out'] > 0) parts.push(t('timedOut', { n: counts['timed-out'] }));
  if (counts['not-sent'] > 0) parts.push(t('notSent', { n: counts['not-sent'] }));
  if (!isFinal) parts.push(t('waiting', { n: counts.pending }));
  return Html.join(parts, ', ');
}

function onlyText(t: Texts, { reply, reason }: NonNullable<RunProgress['only']>): Html[] {
  return [
    ...(reply === null || reply.trim() === '' ? [] : [html`<pre>${fitting(reply, BODY_CHARS)}</pre>`]),
    ...(reason === null ? [] : [reasonText(t, reason)]),
  ];
}

function failuresText(t: Texts, failures: readonly Failure[], failed: number): Html {
  const lines: Html[] = [];
  let room = BODY_CHARS;
  for (const failure of failures) {
    const line = failureLine(t, failure);
    if (line.value.length > room) break;
    room -= line.value.length + 1;
    lines.push(line);
  }
  const more = failed - lines.length;
  return Html.join([t('failures'), ...lines, ...(more > 0 ? [t('more', { n: more })] : [])], '\n');
}

function failureLine(t: Texts, { name, state, reply, reason }: Failure): Html {
  const firstLine = reply?.split('\n')[0]?.trim() ?? '';
  const why = firstLine === '' ? (reason === null ? undefined : reasonText(t, reason)) : Html.text(firstLine);
  const said = html`• ${cutText(name, NAME_CHARS)}: ${t(`state.${state}`)}`;
  return why === undefined ? said : html`${said} (${why})`;
}

function buttonsOf(t: Texts, { run, counts, only }: RunProgress, total: number, failed: number): Button[][] {
  const rows: Button[][] = [];
  if (failed > 0 && total > 1)
    rows.push([{ label: t.plain('button.failures', { n: failed }), call: calls.run.with(run.id, 'bad', 0) }]);
  if (total > 1) rows.push([{ label: t.plain('button.results'), call: calls.run.with(run.id, 'all', 0) }]);
  const { opposite } = describeCommand(run.command);
  if (opposite !== undefined && run.undoOf === undefined && counts.answered > 0)
    rows.push([
      {
        label: t.plain('button.undo', { command: cutText(opposite, UNDO_CHARS) }),
        // Not confirmed yet; and however often it is tapped, it is taken back once.
        call: calls.commandUndo.with(run.id, 0, 0),
      },
    ]);
  if (only?.terminalId != null) rows.push(terminalRow(t, run.command, only.terminalId));
  return rows;
}

/** The way back: the message was the terminal's page before the command was sent from it. */
function terminalRow(t: Texts, command: string, terminalId: number): Button[] {
  const toTerminal = { label: t.plain('button.terminal'), call: calls.terminal.with(terminalId) };
  if (!/^GetStrategies/iu.test(command)) return [toTerminal];
  return [{ label: t.plain('button.strategies'), call: calls.strategies.with(terminalId, 0) }, toTerminal];
}

/** The beginning whose HTML has at most so many characters. */
function fitting(text: string, maxChars: number): string {
  let cut = cutText(text, maxChars);
  while (escapeHtml(cut).length > maxChars) cut = cutText(cut, Math.floor(cut.length * 0.8));
  return cut.length < text.length ? `${cut}…` : cut;
}
