import { defineTexts, type PageTexts } from '../texts/define-texts.ts';

/** What the filters of orders and statistics say. */
export const filterTexts = defineTexts('filters', {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
});

/** The texts of a page that has filters: theirs are read with its own. */
export function withFilterTexts<Key extends string>({ t, load }: PageTexts<Key>): PageTexts<Key> {
  return {
    t,
    load: async (wanted) => {
      await Promise.all([load(wanted), filterTexts.load(wanted)]);
    },
  };
}
