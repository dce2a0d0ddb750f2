import * as z from 'zod';
import type { Html } from '../../../core/bot/html.ts';
import type { ChoiceOption } from '../../../core/bot/flow.ts';
import type { Argument, ArgumentName } from '../../../core/fleet/commands/argument.ts';
import {
  type ArgumentValues,
  buildCommand,
  CommandArgumentInvalidError,
  checkArgument,
} from '../../../core/fleet/commands/build-command.ts';
import { findCommand } from '../../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../../core/fleet/commands/catalogue-texts.ts';
import { readTarget } from './command-target.ts';
import { orExplain } from '../explain-refusal.ts';
import { flow, type FleetTurn } from '../kit.ts';
import { sendCommand } from './send-command.ts';

/** Any text, as the terminal's own console takes it. */
export const freeCommandFlow = flow({
  id: 'cfree',
  answers: z.object({ target: z.string(), text: z.string() }),
  steps: [{ kind: 'text', name: 'text', ask: 'command.askFree', max: 2_000 }],
  commit: (turn, { target, text }) => sendTo(turn, target, text),
});

const answers = z.object({
  target: z.string(),
  command: z.string(),
  text1: z.string().optional(),
  text2: z.string().optional(),
  text3: z.string().optional(),
  choice1: z.string().optional(),
  choice2: z.string().optional(),
  choice3: z.string().optional(),
  optional1: z.string().optional(),
  optional2: z.string().optional(),
  optional3: z.string().optional(),
});
type Answers = z.infer<typeof answers>;
type Place = 1 | 2 | 3;

/**
 * Asks for the arguments of a command of the catalogue, of which none has more than three. Which kind of question each is only the command
 * says, so every place has one of each kind, of which one is asked.
 */
export const commandFormFlow = flow({
  id: 'cform',
  answers,
  steps: [
    textStep(1),
    choiceStep(1),
    optionalStep(1),
    textStep(2),
    choiceStep(2),
    optionalStep(2),
    textStep(3),
    choiceStep(3),
    optionalStep(3),
  ],
  commit: async (turn, given) => {
    let text: string;
    try {
      text = buildCommand(given.command, valuesOf(given));
    } catch (error) {
      // A choice that has to be made was skipped: whether it has to be only the command says.
      if (!(error instanceof CommandArgumentInvalidError)) throw error;
      const why = CATALOGUE_TEXTS[turn.user.language].problems[error.problem];
      return { step: stepOf(given, error.argument), problem: turn.t('command.argumentWrong', { why }) };
    }
    await sendTo(turn, given.target, text);
    return undefined;
  },
});

function textStep<N extends Place>(place: N) {
  return {
    kind: 'text' as const,
    name: `text${place}` as const,
    ask: (turn: FleetTurn, given: Partial<Answers>) => questionOf(turn, given, place),
    max: 2_000,
    when: (given: Partial<Answers>) => kindOf(given, place) === 'text',
    check: (turn: FleetTurn, value: string, given: Partial<Answers>) => problemOf(turn, given, place, value),
  };
}

function optionalStep<N extends Place>(place: N) {
  return {
    ...textStep(place),
    name: `optional${place}` as const,
    canSkip: true,
    when: (given: Partial<Answers>) => kindOf(given, place) === 'optional',
  };
}

function choiceStep<N extends Place>(place: N) {
  return {
    kind: 'choice' as const,
    name: `choice${place}` as const,
    ask: (turn: FleetTurn, given: Partial<Answers>) => questionOf(turn, given, place),
    canSkip: true,
    when: (given: Partial<Answers>) => kindOf(given, place) === 'choice',
    options: (_: FleetTurn, given: Partial<Answers>) => optionsOf(given, place),
  };
}

function stepOf(given: Answers, name: ArgumentName): string {
  const index = findCommand(given.command)?.arguments.findIndex((argument) => argument.name === name) ?? 0;
  const place = index === 1 ? 2 : index === 2 ? 3 : 1;
  return `${kindOf(given, place)}${place}`;
}

function argumentOf({ command }: Partial<Answers>, place: Place): Argument | undefined {
  return findCommand(command ?? '')?.arguments[place - 1];
}

function kindOf(given: Partial<Answers>, place: Place): 'none' | 'text' | 'choice' | 'optional' {
  const argument = argumentOf(given, place);
  if (argument === undefined) return 'none';
  if (argument.kind.type === 'choice') return 'choice';
  return argument.isOptional === true ? 'optional' : 'text';
}

function optionsOf(given: Partial<Answers>, place: Place): readonly ChoiceOption[] {
  const argument = argumentOf(given, place);
  return argument?.kind.type === 'choice'
    ? argument.kind.options.map((value) => ({ value, label: value }))
    : [];
}

function questionOf(turn: FleetTurn, given: Partial<Answers>, place: Place): Html {
  const argument = argumentOf(given, place);
  const entry = findCommand(given.command ?? '');
  return turn.t('command.askArgument', {
    what: argument === undefined ? '' : CATALOGUE_TEXTS[turn.user.language].arguments[argument.name],
    example: entry?.example ?? '',
  });
}

function problemOf(turn: FleetTurn, given: Partial<Answers>, place: Place, value: string): Html | undefined {
  const argument = argumentOf(given, place);
  const problem = argument === undefined ? undefined : checkArgument(argument, value);
  return problem === undefined
    ? undefined
    : turn.t('command.argumentWrong', { why: CATALOGUE_TEXTS[turn.user.language].problems[problem] });
}

function valuesOf(given: Answers): ArgumentValues {
  const entry = findCommand(given.command);
  const byPlace = [
    given.text1 ?? given.choice1 ?? given.optional1,
    given.text2 ?? given.choice2 ?? given.optional2,
    given.text3 ?? given.choice3 ?? given.optional3,
  ];
  return Object.fromEntries(
    (entry?.arguments ?? []).flatMap(({ name }, index) => {
      const value = byPlace[index];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function sendTo(turn: FleetTurn, targetText: string, text: string): Promise<void> {
  const target = readTarget(targetText);
  if (target === undefined) {
    turn.notice(turn.t.plain('refusal.stale'));
    return;
  }
  await orExplain(turn, () => sendCommand(turn, { target, commands: [text], key: `typed-${turn.updateId}` }));
}
