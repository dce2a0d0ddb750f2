import { html } from '../../../../core/bot/html.ts';
import type { RussianCatalogue } from '../../../../core/i18n/catalogue.ts';
import { createTexts } from '../../../../core/bot/i18n/create-texts.ts';
import type { Translate } from '../../../../core/bot/turn.ts';

const en = {
  hello: 'Hello, <b>{{name}}</b>',
  terminals_one: '{{count}} terminal',
  terminals_other: '{{count}} terminals',
  both: 'Tom &amp; {{name}}',
} as const;
const ru: RussianCatalogue<typeof en> = {
  hello: 'Привет, <b>{{name}}</b>',
  terminals_one: '{{count}} терминал',
  terminals_few: '{{count}} терминала',
  terminals_many: '{{count}} терминалов',
  terminals_other: '{{count}} терминала',
  both: 'Том и {{name}}',
};
const texts = createTexts({ en, ru });

describe('texts of a bot', () => {
  it('escape strings, keep markup that is Html, write numbers as the language does', () => {
    const t = texts.in('en');
    expect(t('hello', { name: '<a> & b' }).value).toBe('Hello, <b>&lt;a&gt; &amp; b</b>');
    expect(t('hello', { name: html`<i>${'<'}</i>` }).value).toBe('Hello, <b><i>&lt;</i></b>');
    expect(t('hello', { name: 1234.5 }).value).toBe('Hello, <b>1,234.5</b>');
    expect(texts.in('ru')('hello', { name: 1234.5 }).value).toBe('Привет, <b>1\u00a0234,5</b>');
  });

  it('never read placeholders, references or options of the library in a value', () => {
    const t = texts.in('en');
    expect(t('hello', { name: '{{name}} $t(both) $& $1' }).value).toBe(
      'Hello, <b>{{name}} $t(both) $&amp; $1</b>',
    );
    const hostile = { name: 'x', context: 'one', lng: 'ru', defaultValue: 'd', ns: 'n', postProcess: 'p' };
    expect(t('hello', hostile).value).toBe('Hello, <b>x</b>');
  });

  it.each([
    [1, '1 терминал'],
    [2, '2 терминала'],
    [5, '5 терминалов'],
    [11, '11 терминалов'],
    [21, '21 терминал'],
    [3000, '3\u00a0000 терминалов'],
    [1.5, '1,5 терминала'],
  ])('choose the Russian form of %d', (count, expected) => {
    expect(texts.in('ru').plain('terminals', { count })).toBe(expected);
  });

  it('are plain words in labels: no tags, no entities, the value as it was written', () => {
    const t = texts.in('en');
    expect(t.plain('hello', { name: '<b>&amp;' })).toBe('Hello, <b>&amp;');
    expect(t.plain('both', { name: 'Jerry' })).toBe('Tom & Jerry');
  });

  it('do not compile when a key or a plural form is missing, is too much, or is asked for by a wrong name', () => {
    const calls = [
      // @ts-expect-error ru lacks `both`
      () => createTexts({ en: { hello: 'a', both: 'b' }, ru: { hello: 'а' } }),
      // @ts-expect-error en lacks `hello`
      () => createTexts({ en: { both: 'b' }, ru: { hello: 'а', both: 'б' } }),
      // @ts-expect-error ru lacks `n_many`
      () => createTexts({ en: { n_one: 'a', n_other: 'b' }, ru: { n_one: 'а', n_few: 'б', n_other: 'в' } }),
      // @ts-expect-error en lacks `n_one`
      () => createTexts({ en: { n_other: 'b' }, ru: { n_one: 'а', n_few: 'б', n_many: 'в', n_other: 'г' } }),
      // @ts-expect-error there is no text `terminals_one` to ask for
      (t: Translate<'hello' | 'terminals'>) => t('terminals_one'),
    ];
    expect(calls).toHaveLength(5);
    // @ts-expect-error a line in Russian that English does not have
    const tooMuch: RussianCatalogue<{ a: string }> = { a: 'а', b: 'б' };
    expect(Object.keys(tooMuch)).toHaveLength(2);
  });
});
