import { createInstance } from 'i18next';
import type { KeysOf, RussianCatalogue } from '../../../core/i18n/catalogue.ts';
import { type Language, language } from './language.ts';

type Catalogue = Readonly<Record<string, string>>;

export type TextValues = Readonly<Record<string, string | number>>;
/** The text in the language in use; numbers among the values are written as it writes them. `count` chooses the plural. */
export type Translate<Key extends string> = (key: Key, values?: TextValues) => string;

/** The texts of one page. */
export interface PageTexts<Key extends string> {
  readonly t: Translate<Key>;
  /** Reads the catalogue of a language, once. */
  readonly load: (wanted: Language) => Promise<void>;
}

const library = createInstance();
void library.init({
  initAsync: false,
  resources: {},
  lng: 'en',
  supportedLngs: ['en', 'ru'],
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  // Preact escapes whatever it shows.
  interpolation: { escapeValue: false },
});

const loaded = new Set<(wanted: Language) => Promise<void>>();

/**
 * @param name of its own for each page
 * @param catalogues read when the page is, and only in the language in use. A key that one language lacks does not compile.
 */
export function defineTexts<const English extends Catalogue>(
  name: string,
  catalogues: { readonly en: () => Promise<English>; readonly ru: () => Promise<RussianCatalogue<English>> },
): PageTexts<KeysOf<English>> {
  const load = async (wanted: Language): Promise<void> => {
    loaded.add(load);
    if (library.hasResourceBundle(wanted, name)) return;
    const catalogue: Catalogue = await (wanted === 'en' ? catalogues.en() : catalogues.ru());
    library.addResourceBundle(wanted, name, catalogue);
  };
  const t: Translate<KeysOf<English>> = (key, values = {}) => {
    const lng = language.value;
    const written = Object.fromEntries(
      Object.entries(values).map(([each, value]) => [
        each,
        typeof value === 'number' ? numbersOf(lng).format(value) : value,
      ]),
    );
    const { count } = values;
    const options = { ns: name, lng, replace: written, nest: false };
    const wanted: string = key;
    return library.t(wanted, typeof count === 'number' ? { ...options, count } : options);
  };
  return { t, load };
}

/** Changes the language of everything that is shown, once all of it is at hand. */
export async function switchLanguage(wanted: Language): Promise<void> {
  await Promise.all([...loaded].map((load) => load(wanted)));
  language.value = wanted;
}

const numbers: Partial<Record<Language, Intl.NumberFormat>> = {};
function numbersOf(lng: Language): Intl.NumberFormat {
  return (numbers[lng] ??= new Intl.NumberFormat(lng, { maximumFractionDigits: 8 }));
}
