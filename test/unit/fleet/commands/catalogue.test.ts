import fc from 'fast-check';
import {
  buildCommand,
  CommandArgumentInvalidError,
  CommandUnknownError,
  type ArgumentValues,
} from '../../../../core/fleet/commands/build-command.ts';
import {
  CATALOGUE,
  type CommandEntry,
  COMMAND_CATEGORIES,
  commandsOf,
  findCommand,
} from '../../../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../../../core/fleet/commands/catalogue-texts.ts';
import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';

const entries: readonly CommandEntry[] = CATALOGUE;
const problemOf = (id: string, values: ArgumentValues): string | undefined => {
  try {
    buildCommand(id, values);
    return undefined;
  } catch (error) {
    if (error instanceof CommandArgumentInvalidError) return `${error.argument}: ${error.problem}`;
    throw error;
  }
};

describe('the catalogue of commands', () => {
  it('has the 31 commands of the panel and five of the protocol, each in a menu, none twice', () => {
    expect(entries.filter(({ source }) => source === 'panel')).toHaveLength(31);
    expect(entries.filter(({ source }) => source === 'protocol')).toHaveLength(5);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(COMMAND_CATEGORIES.flatMap((category) => commandsOf(category))).toHaveLength(entries.length);
  });

  it.each(entries.map((entry) => [entry.example, entry] as const))(
    'reads its own example %s back as the same command',
    (example, entry) => {
      const { entry: found, values } = describeCommand(example);

      expect(found).toBe(entry);
      expect(buildCommand(entry.id, values)).toBe(example);
    },
  );

  it('takes back what it takes back: the opposite of an opposite is the command, and each is in the catalogue', () => {
    const reversible = entries.filter(({ opposite }) => opposite !== undefined);
    expect(reversible.map(({ id }) => id).sort()).toEqual(
      [
        'start',
        'stop',
        'sg-start',
        'sg-stop',
        'silent',
        'talk',
        'charts-on',
        'charts-off',
        'bl-change',
        'set-bl-add',
        'set-bl-drop',
        'set-wl-add',
        'set-wl-drop',
      ].sort(),
    );
    for (const { example, opposite } of reversible) {
      const back = describeCommand(example).opposite ?? '';
      expect(describeCommand(back).entry?.id).toBe(opposite?.id);
      // `sgStart "Alpha" 30` is taken back without its minutes.
      expect(describeCommand(back).opposite).toBe(example.replace(/ 30$/, ''));
    }
    expect(describeCommand('BL + DOGE').opposite).toBe('BL - DOGE');
    expect(describeCommand('SellALL').opposite).toBeUndefined();
  });

  it.each(['en', 'ru'] as const)(
    'has a title that fits a button and a help in %s for every command',
    (language) => {
      const texts = CATALOGUE_TEXTS[language];
      for (const { id } of CATALOGUE) {
        expect(texts.commands[id].title.length).toBeLessThanOrEqual(40);
        expect(texts.commands[id].title).not.toBe('');
        expect(texts.commands[id].help).toMatch(/[.]$/);
      }
      // A text left in the other language.
      if (language === 'ru')
        for (const { id } of CATALOGUE)
          expect([id, texts.commands[id].help]).toEqual([id, expect.stringMatching(/[а-яё]/)]);
    },
  );
});

describe('building a command', () => {
  it('writes names of strategies in quotes, an empty text as "empty", coins in capitals', () => {
    expect(buildCommand('set-param', { strategy: 'My Alpha', parameter: 'OrderSize', value: 25 })).toBe(
      'SetParam "My Alpha" OrderSize 25',
    );
    expect(buildCommand('set-param', { strategy: 'Alpha', parameter: 'Comment', value: '' })).toBe(
      'SetParam "Alpha" Comment empty',
    );
    expect(buildCommand('buy', { coin: 'xrp' })).toBe('buy XRP');
    expect(buildCommand('temp-bl', { hours: '1,5', coins: 'doge, xrp' })).toBe('TempBL +1.5 DOGE XRP');
    expect(buildCommand('leverage', { leverage: 10, coins: ['xrp', 'doge'] })).toBe('Leverage 10 XRP,DOGE');
    expect(buildCommand('report')).toBe('report');
    expect(buildCommand('report', { period: '2 Weeks', hide: 'hide' })).toBe('report 2 weeks hide');
  });

  it('says what is wrong with which argument', () => {
    expect(problemOf('buy', {})).toBe('coin: missing');
    expect(problemOf('buy', { coin: 'XRP DOGE' })).toBe('coin: not-a-coin');
    // Would sell everything by a slip.
    expect(problemOf('sell', { coin: 'all' })).toBe('coin: not-a-coin');
    expect(problemOf('leverage', { leverage: 2.5, coins: 'XRP' })).toBe('leverage: not-a-number');
    expect(problemOf('leverage', { leverage: 0, coins: 'XRP' })).toBe('leverage: out-of-range');
    expect(problemOf('margin', { coins: 'XRP,ALL', margin: 'ISO' })).toBe('coins: not-a-coin');
    expect(problemOf('margin', { coins: 'XRP', margin: 'none' })).toBe('margin: not-a-choice');
    expect(problemOf('sg-start', { strategy: 'A"lpha' })).toBe('strategy: has-quote');
    expect(problemOf('sql-select', { since: '2026-02-30T00:00:00' })).toBe('since: not-a-time');
    expect(problemOf('set-param', { strategy: 'A', parameter: 'X', value: '1\nSellALL' })).toBe(
      'value: has-line-break',
    );
    expect(problemOf('set-param', { strategy: 'A', parameter: 'X', value: 'x'.repeat(2_001) })).toBe(
      'value: too-long',
    );
    expect(problemOf('report', { period: '7 months' })).toBe('period: not-a-period');
    expect(() => buildCommand('no-such')).toThrow(CommandUnknownError);
  });

  it('reads back whatever it builds', () => {
    const coinOf = fc.stringMatching(/^[A-Z0-9]{1,10}$/).filter((coin) => coin !== 'ALL' && coin !== 'HIDE');
    const nameOf = fc
      .string({ minLength: 1, maxLength: 40 })
      .filter((name) => name.trim() === name && !/["\p{Cc}]/u.test(name));
    const valueOf: Readonly<Record<string, fc.Arbitrary<string | string[]>>> = {
      coin: coinOf,
      coins: fc.array(coinOf, { minLength: 1, maxLength: 5 }),
      strategy: nameOf,
      place: nameOf,
      parameter: fc.stringMatching(/^\w{1,20}$/),
      value: nameOf,
      minutes: fc.integer({ min: 1, max: 100_000 }).map(String),
      hours: fc.integer({ min: 1, max: 10_000 }).map(String),
      leverage: fc.integer({ min: 1, max: 500 }).map(String),
      margin: fc.constantFrom('ISO', 'Cross'),
      sign: fc.constantFrom('+', '-'),
      size: fc.constantFrom('1000', '5k', '1.5m'),
      defaultSize: fc.constantFrom('50k', '7'),
      period: fc.constantFrom('1 days', '3 weeks'),
      hide: fc.constant('hide'),
      version: fc.constantFrom('Release', '7.56'),
      since: fc.constantFrom('2026-03-01T00:00:00'),
    };
    const command = fc.constantFrom(...entries).chain((entry) =>
      fc
        .tuple(
          ...entry.arguments.map((argument) => {
            const value = valueOf[argument.name] ?? fc.constant('');
            return argument.isOptional === true ? fc.option(value, { nil: undefined }) : value;
          }),
        )
        .map((values) => ({
          entry,
          values: Object.fromEntries(entry.arguments.map(({ name }, index) => [name, values[index]])),
        })),
    );
    fc.assert(
      fc.property(command, ({ entry, values }) => {
        const text = buildCommand(entry.id, values);
        const described = describeCommand(text);
        expect(described.entry).toBe(findCommand(entry.id));
        expect(buildCommand(entry.id, described.values)).toBe(text);
      }),
    );
  });
});

describe('what a free text is', () => {
  it.each([
    'SellALL',
    '  sellall now',
    'Sell ALL',
    '"STOP"',
    'stop',
    'bot-07:STOP',
    'Мой бот:SellALL',
    'Se\u200BllALL',
    'ＳｅｌｌＡＬＬ',
    'DoUpdate',
    'SellPiece all',
    'ResetSession "ALL"',
    'Margin ALL Cross',
    'ResetLoss',
    'InstallTestVersion Release',
  ])('%j needs a confirmation at any number', (text) => {
    expect(describeCommand(text).danger).toBe('always');
  });

  it.each([
    'lst',
    'START',
    'SellPiece XRP',
    'ResetSession XRP',
    'sgStop "STOP"',
    'SetParam "SellALL" X 1',
    'buy ALLO',
  ])('%j does not', (text) => {
    expect(describeCommand(text).danger).toBe('many');
  });

  it('is a command in any case, with what it answers; what is not known may answer with anything', () => {
    expect(describeCommand('subscribecharts')).toMatchObject({ entry: { id: 'charts-on' }, replies: 'none' });
    expect(describeCommand('REPORT 7 DAYS xrp')).toMatchObject({
      entry: { id: 'report' },
      values: { period: '7 DAYS', coin: 'xrp' },
      replies: 'many',
    });
    expect(describeCommand('frobnicate 7')).toEqual({
      entry: undefined,
      values: undefined,
      danger: 'many',
      replies: 'many',
      opposite: undefined,
    });
    expect(describeCommand('BL')).toMatchObject({ entry: { id: 'bl' } });
    expect(describeCommand('buy XRP DOGE')).toMatchObject({ entry: { id: 'buy' }, values: undefined });
  });

  it('never throws, whatever is typed', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom(...entries), fc.string()).map(([{ name }, rest]) => `${name} ${rest}`),
    );
    fc.assert(fc.property(anything, (text) => describeCommand(text).replies.length > 0));
  });
});
