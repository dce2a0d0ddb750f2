import { FileTooLargeError } from '../../../core/bot/incoming-file.ts';
import { type Html, html } from '../../../core/bot/html.ts';
import type { IncomingFile } from '../../../core/bot/turn.ts';
import { CsvHeaderInvalidError, CsvTooLongError } from '../../../core/fleet/terminals/csv-errors.ts';
import { AddressTakenError } from '../../../core/fleet/terminals/refusals.ts';
import { calls } from '../calls.ts';
import { lines } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { listCall } from './list-query.ts';
import { onTap } from '../on-tap.ts';
import { isPrivate } from '../private-only.ts';
import type { ListPlan } from '../../../core/fleet/terminals/plan-list.ts';

const MAX_FILE_BYTES = 1024 * 1024;
const SHOWN_PROBLEMS = 10;

/** A list of terminals, as it begins. */
const HEADER = /^\uFEFF?\s*"?(?:name|host|port|password)"?\s*[,;\t]/i;

/** Whether a text that was written is a pasted list. */
export function looksLikeList(text: string): boolean {
  return HEADER.test(text) && text.includes('\n');
}

/** Passwords may be in it: it does not stay in the chat. */
export async function takeList(turn: FleetTurn, csv: string): Promise<void> {
  turn.deleteIncoming();
  if (!isPrivate(turn)) return;
  try {
    const preview = await turn.services.imports.plan(askerOf(turn), csv);
    turn.hasWritten();
    showPreview(turn, preview);
  } catch (error) {
    if (error instanceof CsvHeaderInvalidError) turn.send({ text: turn.t('import.headerWrong') });
    else if (error instanceof CsvTooLongError)
      turn.send({ text: turn.t('import.tooLong', { count: error.maxLines }) });
    else throw error;
  }
}

export async function takeFile(turn: FleetTurn, file: IncomingFile): Promise<void> {
  if (!/\.(?:csv|txt|tsv)$/i.test(file.name)) {
    turn.send({ text: turn.t('import.notCsv') });
    return;
  }
  let content: Buffer;
  try {
    content = await file.download(MAX_FILE_BYTES);
  } catch (error) {
    if (!(error instanceof FileTooLargeError)) throw error;
    turn.deleteIncoming();
    turn.send({ text: turn.t('import.tooLarge') });
    return;
  }
  await takeList(turn, content.toString('utf8'));
}

function showPreview(turn: FleetTurn, preview: ListPlan): void {
  const { t } = turn;
  const { added, changed, same, importId } = preview;
  const problems = [
    ...preview.problems.map((one) => html`${t('import.line', { line: one.line })} ${problemText(turn, one)}`),
    ...preview.takenLines.map((line) => html`${t('import.line', { line })} ${t('import.problem.taken')}`),
  ];
  const good = added + changed;
  turn.send({
    text: lines(
      html`<b>${t('import.preview')}</b>`,
      t('import.counts', { added, changed, same, wrong: problems.length }),
      ...(problems.length > 0 ? ['', ...problems.slice(0, SHOWN_PROBLEMS)] : []),
      problems.length > SHOWN_PROBLEMS &&
        t('import.moreProblems', { count: problems.length - SHOWN_PROBLEMS }),
      good === 0 && '',
      good === 0 && t('import.nothing'),
    ),
    buttons:
      good === 0
        ? [[{ label: t.plain('button.cancel'), call: calls.importDrop.with(importId) }]]
        : [
            [
              { label: t.plain('button.cancel'), call: calls.importDrop.with(importId) },
              { label: t.plain('button.importCount', { count: good }), call: calls.importRun.with(importId) },
            ],
          ],
  });
}

function problemText(turn: FleetTurn, { problem }: ListPlan['problems'][number]): Html {
  const { t } = turn;
  switch (problem.kind) {
    case 'field':
      return html`${problem.column}: ${t(`import.field.${problem.is}`)}`;
    case 'unreadable':
      return t('import.problem.unreadable');
    case 'repeated':
      return t('import.problem.repeated', { value: problem.value, line: problem.firstLine });
    case 'host':
      return html`${problem.host}: ${t(`host.${problem.is}`)}`;
  }
}

export const importCommands = [
  command({
    name: 'import',
    description: 'command.import',
    run: (turn) => turn.send({ text: turn.t('import.help') }),
  }),
];

export const importActions = [
  onTap(calls.importHelp, (turn) => turn.send({ text: turn.t('import.help') })),
  onTap(calls.importRun, async (turn, importId) => {
    const { t } = turn;
    const newFleetName = t.plain('fleet.newName', { name: turn.user.firstName });
    try {
      const { added, changed } = await turn.services.imports.run(askerOf(turn), newFleetName, importId);
      turn.hasWritten();
      turn.show({
        text: t('import.done', { added, changed }),
        buttons: [
          [{ label: t.plain('button.terminals'), call: listCall({}) }],
          [{ label: t.plain('button.home'), call: calls.home.with() }],
        ],
      });
    } catch (error) {
      if (!(error instanceof AddressTakenError)) throw error;
      turn.show({ text: t('import.outdated') });
    }
  }),
  onTap(calls.importDrop, async (turn, importId) => {
    await turn.services.imports.drop(askerOf(turn), importId);
    turn.show({ text: turn.t('import.dropped') });
  }),
];
