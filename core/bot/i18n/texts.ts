import type { Language, Translate } from '../turn.ts';

/** The texts of a bot in every language; `createTexts` makes it from the catalogues. */
export interface Texts<K extends string> {
  in(language: Language): Translate<K>;
}
