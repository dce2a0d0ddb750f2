import type * as z from 'zod';
import type { Argument, ArgumentKind } from '../../fleet/commands/argument.ts';
import { CATALOGUE, COMMAND_CATEGORIES, type CommandEntry } from '../../fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../fleet/commands/catalogue-texts.ts';
import { CONFIRM_ABOVE_TERMINALS } from '../../fleet/commands/request-run.ts';
import { MAX_COMMANDS } from '../../fleet/commands/run-request.ts';
import { definePlainRoute, TAGS } from '../define-route.ts';
import { answerTagged, tagOf } from '../tagged-answer.ts';
import { type catalogueArgument, commandCatalogue } from './catalogue-shapes.ts';

const { en, ru } = CATALOGUE_TEXTS;

export const readCatalogue = definePlainRoute({
  method: 'GET',
  path: '/api/commands/catalogue',
  tag: TAGS.commands,
  summary: 'Every command that terminals are known to take, with its arguments, help and danger',
  description: 'Changes with a release only: it has an `etag`.',
  query: null,
  mediaType: 'application/json',
  answer: commandCatalogue,
  handle: ({ request }) => {
    const catalogue = describeCatalogue();
    return answerTagged(request, tagOf(JSON.stringify(catalogue), 1), () => catalogue);
  },
});

export function describeCatalogue(): z.infer<typeof commandCatalogue> {
  return {
    categories: COMMAND_CATEGORIES.map((id) => ({
      id,
      name: { en: en.categories[id], ru: ru.categories[id] },
    })),
    commands: CATALOGUE.map((one) => {
      const entry: CommandEntry = one;
      return {
        id: one.id,
        name: entry.name,
        category: entry.category,
        title: { en: en.commands[one.id].title, ru: ru.commands[one.id].title },
        help: { en: en.commands[one.id].help, ru: ru.commands[one.id].help },
        arguments: entry.arguments.map(describeArgument),
        replies: entry.replies,
        danger: entry.danger,
        isDangerousForAll: entry.isDangerousForAll ?? false,
        opposite: entry.opposite?.id ?? null,
        example: entry.example,
        source: entry.source,
      };
    }),
    problems: Object.fromEntries(
      Object.entries(en.problems).map(([key, text]) => [key, { en: text, ru: russianOf(key) }]),
    ),
    confirmAbove: CONFIRM_ABOVE_TERMINALS,
    maxCommands: MAX_COMMANDS,
  };
}

function russianOf(problem: string): string {
  const problems: Readonly<Record<string, string>> = ru.problems;
  return problems[problem] ?? '';
}

function describeArgument({
  name,
  kind,
  isOptional = false,
  separator,
  prefix = '',
}: Argument): z.infer<typeof catalogueArgument> {
  return {
    name,
    label: { en: en.arguments[name], ru: ru.arguments[name] },
    type: kind.type,
    isOptional,
    separator: separator ?? null,
    prefix,
    canBeAll: kind.type === 'coin' && kind.canBeAll === true,
    min: 'min' in kind ? kind.min : null,
    max: 'max' in kind ? kind.max : null,
    isWhole: kind.type === 'number' && kind.isWhole === true,
    options: [...optionsOf(kind)],
  };
}

function optionsOf(kind: ArgumentKind): readonly string[] {
  if (kind.type === 'choice') return kind.options;
  return kind.type === 'period' ? kind.units : [];
}
