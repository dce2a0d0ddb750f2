import { defineTexts } from '../texts/define-texts.ts';

/** What every page and part says. */
export const shellTexts = defineTexts('shell', {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
});
