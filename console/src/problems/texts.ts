import { defineTexts } from '../texts/define-texts.ts';

/** What the API's problems say to people. Read at the start: anything may go wrong. */
export const problemTexts = defineTexts('problems', {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
});
