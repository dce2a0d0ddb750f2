import type { AnyStep } from '../../flow.ts';
import type { FlowTap } from '../flow-buttons.ts';
import { knownAnswers, type FlowRun } from '../flow-run.ts';
import { bare } from './match-option.ts';
import { readChosen, readWrittenChoice } from './read-choice.ts';
import { readContact } from './read-contact.ts';
import { readDate } from './read-date.ts';
import { readFile } from './read-file.ts';
import { readTick, readWrittenTicks } from './read-multi.ts';
import { readNumber } from './read-number.ts';
import { readText } from './read-text.ts';
import { readTime } from './read-time.ts';
import { answer, problem, type Reading, type StepInput } from './reading.ts';

/** What the person's input is to this step. Back, skip and cancel are dealt with before. */
export async function readStep<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  input: StepInput,
): Promise<Reading> {
  switch (input.kind) {
    case 'tap':
      return readTap(run, step, input.tap);
    case 'text':
      return readWritten(run, step, input.text);
    case 'contact':
      return step.kind === 'contact'
        ? readContact(input, run.turn.user.id, run.words)
        : problem(wanted(run, step));
    case 'file':
      return step.kind === 'file'
        ? readFile(step, input.file, run.turn, run.words)
        : problem(wanted(run, step));
  }
}

async function readTap<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  tap: FlowTap,
): Promise<Reading> {
  switch (step.kind) {
    case 'choice':
      return readChosen(tap, await step.options(run.turn, knownAnswers(run)), run.words);
    case 'multi': {
      const options = await step.options(run.turn, knownAnswers(run));
      return readTick(step, tap, { options, ticked: run.state.ticked }, run.words);
    }
    case 'confirm':
      return tap.op === 'choose' ? answer(tap.value === 'yes') : { outcome: 'redraw' };
    case 'date':
      return tap.op === 'choose' ? readWritten(run, step, tap.value) : { outcome: 'redraw' };
    case 'text':
    case 'number':
    case 'time':
    case 'contact':
    case 'file':
      return { outcome: 'redraw' };
  }
}

async function readWritten<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  text: string,
): Promise<Reading> {
  const { turn, words } = run;
  const { language, timeZone } = turn.user;
  switch (step.kind) {
    case 'text':
      return readText(step, text, words);
    case 'number':
      return readNumber(step, text, words, language);
    case 'date':
      return readDate(text, { language, timeZone, now: turn.now, words });
    case 'time':
      return readTime(text, words);
    case 'choice':
      return readWrittenChoice(text, await step.options(turn, knownAnswers(run)), words);
    case 'multi': {
      if (isWord(run, text, 'button.done')) return readTap(run, step, { op: 'done' });
      const options = await step.options(turn, knownAnswers(run));
      return readWrittenTicks(text, { options, ticked: run.state.ticked }, words);
    }
    case 'confirm':
      if (isWord(run, text, 'button.yes')) return answer(true);
      return isWord(run, text, 'button.no') ? answer(false) : problem(words('flow.confirmWanted'));
    case 'contact':
    case 'file':
      return problem(wanted(run, step));
  }
}

/** Whether the text is what stands on one of the platform's buttons. */
export function isWord<S, K extends string>(
  { words }: FlowRun<S, K>,
  text: string,
  key: 'button.done' | 'button.yes' | 'button.no' | 'button.back' | 'button.skip' | 'button.cancel',
): boolean {
  return bare(text) === bare(words.plain(key));
}

function wanted<S, K extends string>({ words }: FlowRun<S, K>, step: AnyStep<S, K>) {
  switch (step.kind) {
    case 'contact':
      return words('flow.contactWanted');
    case 'file':
      return words('flow.fileWanted');
    case 'choice':
    case 'multi':
      return words('flow.tapOrWrite');
    case 'confirm':
      return words('flow.confirmWanted');
    case 'text':
    case 'number':
    case 'date':
    case 'time':
      return words('flow.textWanted');
  }
}
