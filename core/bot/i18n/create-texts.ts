import { createInstance } from 'i18next';
import { escapeHtml, Html } from '../html.ts';
import { plainText } from '../html-tokens.ts';
import type { Language, TextValues, Translate } from '../turn.ts';
import type { Catalogues, KeysOf } from '../../i18n/catalogue.ts';
import type { Texts } from './texts.ts';

/**
 * The texts of one bot. A missing key, a missing plural form or a key too many in either language does not compile; what the compiler cannot
 * see (placeholders, markup) `catalogueFaults` tells in a test.
 *
 * Texts are Telegram's HTML with `{{placeholders}}`. Strings put into them are escaped, `Html` is taken as it is, numbers are written as the
 * language writes them.
 */
export function createTexts<
  const English extends Readonly<Record<string, string>>,
  const Russian extends Readonly<Record<string, string>>,
>(catalogues: Catalogues<English, Russian>): Texts<KeysOf<English>> {
  const library = createInstance();
  // Resources are at hand, so nothing here is awaited; the promise is settled when the call returns.
  void library.init({
    initAsync: false,
    resources: { en: { translation: catalogues.en }, ru: { translation: catalogues.ru } },
    lng: 'en',
    supportedLngs: ['en', 'ru'],
    fallbackLng: false,
    // Keys are names and may hold a dot or a colon.
    keySeparator: false,
    nsSeparator: false,
    // Values are escaped below, where the difference between a string and Html is known.
    interpolation: { escapeValue: false },
  });

  const translator = (language: Language): Translate<KeysOf<English>> => {
    const translate = library.getFixedT(language);
    const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 8 });
    const written = (value: string | number | Html): string => {
      if (typeof value === 'number') return numbers.format(value);
      return value instanceof Html ? value.value : escapeHtml(value);
    };
    const html = (key: KeysOf<English>, values: TextValues = {}): Html => {
      const { count } = values;
      const replace = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, written(value)]),
      );
      // Values go into `replace`: beside the library's own options a value named `context` would choose another text.
      const options = { replace, nest: false, ...(typeof count === 'number' ? { count } : {}) };
      const name: string = key;
      return Html.trusted(translate(name, options));
    };
    return Object.assign(html, {
      plain: (key: KeysOf<English>, values?: Readonly<Record<string, string | number>>) =>
        plainText(html(key, values).value),
    });
  };

  // A start of a container pays for no language that nobody asks for.
  const translators: Partial<Record<Language, Translate<KeysOf<English>>>> = {};
  return { in: (language) => (translators[language] ??= translator(language)) };
}
