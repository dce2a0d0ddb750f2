import { dropUnknownKeys } from '../../../console/src/api/drop-unknown-keys.ts';
import { addressOf } from '../../../console/src/api/send-request.ts';
import { formatAmount, formatVersion, toneOf } from '../../../console/src/format/amounts.ts';
import { formatAgo, formatDuration } from '../../../console/src/format/times.ts';
import { fitColumns } from '../../../console/src/parts/table-columns.ts';
import { changesOf, editParameter, inParts } from '../../../console/src/pages/terminal/parameter-edits.ts';
import { readTelegramReturn, telegramLoginUrl } from '../../../console/src/shell/telegram-login.ts';
import { readPort, splitLabels } from '../../../console/src/terminal-form/terminal-draft.ts';
import { chooseLanguage, language } from '../../../console/src/texts/language.ts';
import * as z from 'zod';

describe('what a newer server says more', () => {
  const shape = z.strictObject({ a: z.int(), list: z.array(z.strictObject({ b: z.string() })) });

  it('is taken out at any depth', () => {
    const answer = { a: 1, extra: true, list: [{ b: 'x', more: 2 }] };

    const isAll = dropUnknownKeys(answer, shape.safeParse(answer).error?.issues ?? []);

    expect(isAll).toBe(true);
    expect(answer).toEqual({ a: 1, list: [{ b: 'x' }] });
  });

  it('does not excuse what is wrong', () => {
    const answer = { a: 'one', extra: true, list: [] };

    expect(dropUnknownKeys(answer, shape.safeParse(answer).error?.issues ?? [])).toBe(false);
  });
});

describe('addresses', () => {
  it('leave out what is empty and keep zero and false', () => {
    expect(addressOf('/api/x', { a: '', b: null, c: undefined, d: 0, e: false, f: 'ä b' })).toBe(
      '/api/x?d=0&e=false&f=%C3%A4+b',
    );
    expect(addressOf('/api/x', {})).toBe('/api/x');
  });
});

describe('amounts', () => {
  afterEach(() => {
    language.value = 'en';
  });

  it('have two digits, of coins more, and a plus only where gains are told', () => {
    expect(formatAmount('1234.5', 'USDT')).toBe('1,234.50 USDT');
    expect(formatAmount('0.00012345', 'BTC')).toBe('0.00012345 BTC');
    expect(formatAmount('3', 'USDT', { sign: true, withCurrency: false })).toBe('+3.00');
    expect(formatAmount(null, 'USDT')).toBe('—');
  });

  it('are written as the language does', () => {
    language.value = 'ru';

    expect(formatAmount('-1234.5', null)).toBe('-1\u00a0234,50');
  });

  it('know a gain from a loss and from nothing', () => {
    expect([toneOf('0.1'), toneOf('-2'), toneOf('0'), toneOf(null)]).toEqual([
      'good',
      'bad',
      undefined,
      undefined,
    ]);
  });

  it('write a version with its dot', () => {
    expect([formatVersion(756), formatVersion(7), formatVersion(null)]).toEqual(['7.56', '0.07', '—']);
  });
});

describe('times', () => {
  it('tell how long ago in the largest unit that fits', () => {
    const now = Date.parse('2026-01-02T00:00:00Z');

    expect(formatAgo('2026-01-01T23:59:30Z', now)).toBe('30 sec. ago');
    expect(formatAgo('2026-01-01T21:00:00Z', now)).toBe('3 hr. ago');
  });

  it('tell a duration in two units at most', () => {
    expect(formatDuration(3_661_000)).toBe('1 hr 1 min');
    expect(formatDuration(0)).toBe('0 sec');
  });
});

describe('fitColumns', () => {
  const columns = [
    { id: 'name', minPx: 100 },
    { id: 'note', minPx: 100, priority: 2 },
    { id: 'total', minPx: 100, priority: 1 },
  ];

  it('lets the least important leave first and keeps the order', () => {
    expect(fitColumns(columns, 300).map(({ id }) => id)).toEqual(['name', 'note', 'total']);
    expect(fitColumns(columns, 299).map(({ id }) => id)).toEqual(['name', 'total']);
  });

  it('never lets those leave that always stay', () => {
    expect(fitColumns(columns, 10).map(({ id }) => id)).toEqual(['name']);
  });
});

describe('edits of parameters', () => {
  it('are forgotten when the known value is typed again', () => {
    const change = { strategy: 'Alpha', parameter: 'OrderSize', value: '30' };
    const edited = editParameter(new Map(), change, '25');
    expect(changesOf(edited)).toEqual([change]);

    expect(changesOf(editParameter(edited, { ...change, value: '25' }, '25'))).toEqual([]);
  });

  it('are sent in parts of so many lines', () => {
    expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  });
});

describe('the form of a terminal', () => {
  it('reads labels divided by commas or semicolons, each once', () => {
    expect(splitLabels(' eu, fast;eu,, ')).toEqual(['eu', 'fast']);
  });

  it('leaves what is no port to the API, which says so', () => {
    expect([readPort(' 2500 '), readPort('25oo')]).toEqual([2500, '25oo']);
  });
});

describe('signing in with Telegram', () => {
  it('goes to Telegram with the bot and the way back', () => {
    const url = new URL(telegramLoginUrl(42, 'https://fleet.example'));

    expect(url.origin).toBe('https://oauth.telegram.org');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      bot_id: '42',
      origin: 'https://fleet.example',
      return_to: 'https://fleet.example/',
    });
  });

  it('reads what Telegram put behind the #, with letters of any alphabet', () => {
    const fields = { id: 7, first_name: 'Анна', hash: 'ab' };
    const result = Buffer.from(JSON.stringify(fields)).toString('base64url');

    expect(readTelegramReturn(`#tgAuthResult=${result}`)).toEqual({ kind: 'login', fields });
    expect(readTelegramReturn('#tgWebAppData=user%3D1%26hash%3Dx&tgWebAppVersion=7.0')).toEqual({
      kind: 'mini-app',
      initData: 'user=1&hash=x',
    });
  });

  it('takes nothing that is not of Telegram', () => {
    expect(readTelegramReturn('')).toBeUndefined();
    expect(readTelegramReturn('#main')).toBeUndefined();
    expect(readTelegramReturn('#tgAuthResult=%%%')).toBeUndefined();
    expect(readTelegramReturn(`#tgAuthResult=${Buffer.from('[1]').toString('base64')}`)).toBeUndefined();
  });
});

describe('chooseLanguage', () => {
  it('takes the first that is spoken, of whatever country, else English', () => {
    expect(chooseLanguage(['de-DE', 'ru-UA', 'en'])).toBe('ru');
    expect(chooseLanguage(['de'])).toBe('en');
  });
});
