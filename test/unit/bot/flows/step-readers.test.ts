import { platformTexts } from '../../../../core/bot/i18n/platform-texts.ts';
import { matchOption } from '../../../../core/bot/flows/steps/match-option.ts';
import { readDate } from '../../../../core/bot/flows/steps/read-date.ts';
import { parseNumber } from '../../../../core/bot/flows/steps/read-number.ts';
import { readText } from '../../../../core/bot/flows/steps/read-text.ts';
import { parseTime } from '../../../../core/bot/flows/steps/read-time.ts';

const words = platformTexts.in('en');

describe('numbers', () => {
  it.each([
    ['12.5', 'en', 12.5],
    ['12,5', 'ru', 12.5],
    ['12,5', 'en', 12.5],
    ['1,234', 'en', 1234],
    ['1,234', 'ru', 1.234],
    ['1,234,567.5', 'en', 1_234_567.5],
    ['1 234\u00a0567,5', 'ru', 1_234_567.5],
    ['−5', 'ru', -5],
    ['-0', 'en', 0],
    ['.5', 'en', 0.5],
    ['5.', 'en', 5],
    ['', 'en', undefined],
    ['.', 'en', undefined],
    ['1e5', 'en', undefined],
    ['0x10', 'en', undefined],
    ['1,2,3', 'en', undefined],
    ['NaN', 'en', undefined],
    ['12 pcs', 'en', undefined],
    ['9'.repeat(16), 'en', undefined],
  ] as const)('%s in %s is %s', (text, language, expected) => {
    expect(parseNumber(text, language)).toBe(expected);
  });
});

describe('dates', () => {
  const reader = {
    language: 'en',
    timeZone: 'Europe/Moscow',
    // In Moscow it is April already.
    now: new Date('2026-03-31T21:30:00Z'),
    words,
  } as const;

  it.each([
    ['2026-03-31', '2026-03-31'],
    ['31.03.2026', '2026-03-31'],
    ['1.4.2026', '2026-04-01'],
    ['03/31/2026', '2026-03-31'],
    ['29.02.2028', '2028-02-29'],
    ['today', '2026-04-01'],
    ['Завтра', '2026-04-02'],
  ])('%s is %s', (text, value) => {
    expect(readDate(text, reader)).toEqual({ outcome: 'answer', value });
  });

  it('has the day first between slashes in Russian', () => {
    expect(readDate('31/03/2026', { ...reader, language: 'ru' })).toEqual({
      outcome: 'answer',
      value: '2026-03-31',
    });
  });

  it.each(['30.02.2026', '29.02.2026', '2026-13-01', '00.01.2026', '31/03/2026', '01.01.1026'])(
    '%s is no day of the calendar',
    (text) => {
      expect(readDate(text, reader)).toMatchObject({ problem: words('flow.dateUnreal') });
    },
  );

  it.each(['', 'soon', '31.03', '2026', '31-03-26', '2026.03.31.1'])('%s is not read', (text) => {
    expect(readDate(text, reader)).toMatchObject({ problem: words('flow.dateUnreadable') });
  });
});

describe('times, texts, options', () => {
  it.each([
    ['14:30', '14:30'],
    ['9', '09:00'],
    ['9.05', '09:05'],
    ['9:05 pm', '21:05'],
    ['12 am', '00:00'],
    ['12pm', '12:00'],
    ['24:00', undefined],
    ['13 pm', undefined],
    ['9:60', undefined],
    ['noon', undefined],
  ])('the time %s is %s', (text, expected) => {
    expect(parseTime(text)).toBe(expected);
  });

  it('counts characters as people do, and drops what no person types', () => {
    const step = { kind: 'text', name: 'x', ask: 'x', min: 2, max: 3 } as const;
    expect(readText(step, '😀😀😀', words)).toMatchObject({ value: '😀😀😀' });
    expect(readText(step, '😀😀😀😀', words)).toMatchObject({ outcome: 'problem' });
    expect(readText(step, 'a\u0000b\u001b', words)).toMatchObject({ value: 'ab' });
    expect(readText(step, '\u0000 \n', words)).toMatchObject({ problem: words('flow.textEmpty') });
    expect(readText({ ...step, isMultiline: true }, 'a\r\nb', words)).toMatchObject({ value: 'a\nb' });
    expect(readText(step, 'a\nb', words)).toMatchObject({ value: 'a b' });
  });

  it('finds an option by its whole label first, then by a beginning that only one has', () => {
    const options = ['🟢 Start', '🟡 Start all', '🔴 Stop', '+1'].map((label, value) => ({
      label,
      value: String(value),
    }));
    expect(matchOption(options, 'START')).toBe(options[0]);
    expect(matchOption(options, 'sto')).toBe(options[2]);
    expect(matchOption(options, 'st')).toBe('several');
    expect(matchOption(options, '+1')).toBe(options[3]);
    expect(matchOption(options, 'x')).toBe('none');
    expect(matchOption(options, '🟢')).toBe('none');
  });
});
