import type { ArgumentName, ArgumentProblem } from './argument.ts';
import type { CommandCategory, CommandId } from './catalogue.ts';
import { CATALOGUE_EN } from './catalogue-en.ts';
import { CATALOGUE_RU } from './catalogue-ru.ts';

export interface CommandTexts {
  /** Up to 40 characters: a button. */
  readonly title: string;
  /** What it does, and what to know before. */
  readonly help: string;
}

/** The catalogue's words in one language; a command without them does not compile. */
export interface CatalogueTexts {
  readonly commands: Readonly<Record<CommandId, CommandTexts>>;
  readonly categories: Readonly<Record<CommandCategory, string>>;
  /** What to type for it. */
  readonly arguments: Readonly<Record<ArgumentName, string>>;
  readonly problems: Readonly<Record<ArgumentProblem, string>>;
}

export const CATALOGUE_TEXTS: Readonly<Record<'en' | 'ru', CatalogueTexts>> = {
  en: CATALOGUE_EN,
  ru: CATALOGUE_RU,
};
