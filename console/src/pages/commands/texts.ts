import { defineTexts } from '../../texts/define-texts.ts';

export const commandTexts = defineTexts('commands', {
  en: () => import('./en.ts').then(({ en }) => en),
  ru: () => import('./ru.ts').then(({ ru }) => ru),
});
export const { t } = commandTexts;
