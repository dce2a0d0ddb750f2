import { catalogueFaults } from '../../../../core/bot/i18n/catalogue-faults.ts';
import { languageOf } from '../../../../core/bot/i18n/language-of.ts';
import { platformEn } from '../../../../core/bot/i18n/platform-en.ts';
import { platformRu } from '../../../../core/bot/i18n/platform-ru.ts';

describe('the words of the platform', () => {
  it('have the same placeholders in both languages, and markup that Telegram takes', () => {
    expect(catalogueFaults({ en: platformEn, ru: platformRu })).toEqual([]);
  });

  it('have buttons that fit on a phone', () => {
    const buttons = [...Object.entries(platformEn), ...Object.entries(platformRu)].filter(([key]) =>
      key.startsWith('button.'),
    );
    expect(buttons.filter(([, label]) => label.length > 24)).toEqual([]);
  });
});

describe('the check of catalogues', () => {
  it('takes the forms of a plural together', () => {
    const en = { n_one: 'one', n_other: '{{count}}' };
    const ru = { n_one: '{{count}}', n_few: '{{count}}', n_many: '{{count}}', n_other: '{{count}}' };
    expect(catalogueFaults({ en, ru })).toEqual([]);
  });

  it.each([
    [{ a: 'x {{name}}' }, { a: 'х' }, 'a: en has {{name}}, ru has {{}}'],
    [{ a: 'x' }, { a: 'х <b>y' }, 'ru a: <b> stays open'],
    [{ a: '<b><i>x</b></i>' }, { a: 'х' }, 'en a: </b> too many'],
    [{ a: '<h1>x</h1>' }, { a: 'х' }, 'en a: Telegram has no <h1>'],
    [{ a: 'a & b' }, { a: 'х' }, 'en a: write &amp; for &'],
    [{ a: '1 < 2' }, { a: 'х' }, 'en a: write &lt; &gt; for < >'],
    [{ a: 'x' }, { a: ' ' }, 'ru a: empty'],
  ])('finds the fault in %j beside %j', (en, ru, fault) => {
    expect(catalogueFaults({ en, ru })).toContain(fault);
  });
});

describe('the language of a person', () => {
  it.each([
    [undefined, 'ru', 'ru'],
    [undefined, 'uk', 'ru'],
    [undefined, 'be-BY', 'ru'],
    [undefined, 'kk_KZ', 'ru'],
    [undefined, 'en', 'en'],
    [undefined, 'pt-br', 'en'],
    [undefined, undefined, 'en'],
    ['en', 'ru', 'en'],
    ['ru', 'de', 'ru'],
  ] as const)('chosen %s, Telegram says %s: %s', (chosen, telegram, expected) => {
    expect(languageOf(chosen, telegram)).toBe(expected);
  });
});
