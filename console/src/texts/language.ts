import { computed, signal } from '@preact/signals';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The one in use. Texts that are shown read it, so a change of it is seen at once. */
export const language = signal<Language>('en');

/** How numbers and times are written: as the person's own country does, if it speaks the language in use. */
export const locale = computed(() => {
  return (
    navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language.value) ?? language.value
  );
});

/** IANA name: in which times are shown and days begin. The person's own once they have signed in. */
export const timeZone = signal(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Of the languages that a browser or a person names, the first that we speak. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((known) => known === tag.slice(0, 2).toLowerCase());
    if (found !== undefined) return found;
  }
  return 'en';
}
