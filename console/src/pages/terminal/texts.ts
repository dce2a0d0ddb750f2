import { defineTexts } from '../../texts/define-texts.ts';

export const texts = defineTexts('terminal', {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
});
