import { defineTexts } from '../../texts/define-texts.ts';

export const texts = defineTexts('health', {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
});
