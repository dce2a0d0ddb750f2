type EnglishForm = 'one' | 'other';
type RussianForm = 'one' | 'few' | 'many' | 'other';
type AnyForm = RussianForm | 'zero' | 'two';

/** `terminals` of `terminals_other`. */
type PluralBase<Key> = Key extends `${infer Base}_${AnyForm}` ? Base : never;
type PlainKey<Key> = Key extends `${string}_${AnyForm}` ? never : Key;

/** The keys as a bot names them: those of plural forms without their ending. */
export type KeysOf<English> = (PlainKey<keyof English> | PluralBase<keyof English>) & string;

type EnglishKey<English> =
  PlainKey<keyof English & string> | `${PluralBase<keyof English & string>}_${EnglishForm}`;
type RussianKey<English> =
  PlainKey<keyof English & string> | `${PluralBase<keyof English & string>}_${RussianForm}`;

/** English is the catalogue that says which texts there are; it has both forms of every plural. */
export type EnglishCatalogue<English> = Readonly<Record<EnglishKey<English>, string>>;

/**
 * What a Russian catalogue has to hold beside the English one: every key, every plural form, nothing else. Write it at the constant, so that
 * the compiler marks the very line: `export const ru: RussianCatalogue<typeof en> = { ... }`.
 */
export type RussianCatalogue<English> = Readonly<Record<RussianKey<English>, string>>;

/** Makes every key that does not belong an error. */
export type OnlyKeys<Given, Allowed extends string> = {
  readonly [Key in Exclude<keyof Given, Allowed>]: never;
};

export type Catalogues<English, Russian> = {
  readonly en: English & EnglishCatalogue<English>;
  readonly ru: Russian & RussianCatalogue<English> & OnlyKeys<Russian, RussianKey<English>>;
};
