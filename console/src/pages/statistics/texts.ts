import { withFilterTexts } from '../../filters/texts.ts';
import { defineTexts } from '../../texts/define-texts.ts';

export const texts = withFilterTexts(
  defineTexts('statistics', {
    en: async () => (await import('./en.ts')).en,
    ru: async () => (await import('./ru.ts')).ru,
  }),
);
