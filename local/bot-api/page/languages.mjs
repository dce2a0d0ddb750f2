import { element } from './dom.mjs';

const LANGUAGES = {
  en: 'English',
  ru: 'Русский',
  de: 'Deutsch',
  es: 'Español',
  uk: 'Українська',
  zh: '中文',
};

/** Languages that a person's Telegram may speak, as options. */
export function fillLanguages(select, chosen) {
  const codes = new Set([...Object.keys(LANGUAGES), chosen]);
  select.replaceChildren(
    ...[...codes].map((code) =>
      element('option', { value: code, selected: code === chosen }, LANGUAGES[code] ?? code),
    ),
  );
}
