import { defineTexts } from '../texts/define-texts.ts';

/** Of the pages that hand over files in parts: read with theirs. */
export const exportTexts = defineTexts('export', {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
});
