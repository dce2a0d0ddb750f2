import type { Argument, ArgumentName } from './argument.ts';

/** In the order of the menus. */
export const COMMAND_CATEGORIES = [
  'trade',
  'info',
  'control',
  'settings',
  'lists',
  'futures',
  'reports',
  'utilities',
] as const;
export type CommandCategory = (typeof COMMAND_CATEGORIES)[number];

/** How many datagrams answer: none at all, exactly one, or as many as come until the terminal is quiet. */
export type Replies = 'none' | 'one' | 'many';

/** `always`: to a single terminal too. `many`: as any command, above `CONFIRM_ABOVE_TERMINALS`. */
export type Danger = 'always' | 'many';

export interface CommandEntry {
  /** Stays for ever: buttons name it. */
  readonly id: string;
  /** As sent. Terminals take it in any case. */
  readonly name: string;
  readonly category: CommandCategory;
  readonly arguments: readonly Argument[];
  readonly replies: Replies;
  readonly danger: Danger;
  /** Dangerous at any number of terminals when its first coin is `ALL`. @default false */
  readonly isDangerousForAll?: boolean;
  readonly opposite?: Opposite;
  /** A command that works as it stands, if the terminal has such a coin or strategy. */
  readonly example: string;
  /** Of the panel's 31, or said by the protocol's page only. */
  readonly source: 'panel' | 'protocol';
}

/** The command that takes back what this one did. Arguments are kept but for those named. */
export interface Opposite {
  readonly id: string;
  readonly without?: readonly ArgumentName[];
  /** This argument's value is turned into the other one. */
  readonly swap?: { readonly argument: ArgumentName; readonly values: readonly [string, string] };
}

const coin: Argument = { name: 'coin', kind: { type: 'coin' } };
const coinOrAll: Argument = { name: 'coin', kind: { type: 'coin', canBeAll: true } };
const strategy: Argument = { name: 'strategy', kind: { type: 'strategy' } };
const place: Argument = { name: 'place', kind: { type: 'strategy' } };
const minutes: Argument = {
  name: 'minutes',
  kind: { type: 'number', min: 1, max: 100_000, isWhole: true },
  isOptional: true,
};
const coins = (separator: ' ' | ',', canBeAll = false): Argument => ({
  name: 'coins',
  kind: { type: 'coin', canBeAll },
  separator,
});

type Given<I extends string> = Pick<CommandEntry, 'name' | 'category' | 'example'> &
  Partial<CommandEntry> & { readonly id: I };

/** What most commands are: without arguments, answered by one datagram, asked about above a number of terminals. */
function commandOf<I extends string>(
  source: CommandEntry['source'],
  given: Given<I>,
): CommandEntry & { readonly id: I } {
  return { arguments: [], replies: 'one', danger: 'many', source, ...given };
}
const panel = <const I extends string>(given: Given<I>) => commandOf('panel', given);
const protocol = <const I extends string>(given: Given<I>) => commandOf('protocol', given);

/**
 * Every command that terminals are known to take: the panel's 31 and five of the protocol's own (MoonCMD reference, section 6). How many
 * datagrams answer is known of `lst`, `list`, `report`, the strategies, `SQLSelect` and the charts; the others are taken to say one.
 */
export const CATALOGUE = [
  panel({ id: 'buy', name: 'buy', category: 'trade', arguments: [coin], example: 'buy XRP' }),
  panel({ id: 'short', name: 'short', category: 'trade', arguments: [coin], example: 'short XRP' }),
  panel({ id: 'sell', name: 'sell', category: 'trade', arguments: [coin], example: 'sell XRP' }),
  panel({ id: 'sell-all', name: 'SellALL', category: 'trade', danger: 'always', example: 'SellALL' }),
  panel({ id: 'cancel-buy', name: 'CancelBuy', category: 'trade', example: 'CancelBuy' }),
  panel({
    id: 'sell-piece',
    name: 'SellPiece',
    category: 'trade',
    arguments: [coinOrAll],
    isDangerousForAll: true,
    example: 'SellPiece XRP',
  }),
  panel({ id: 'list', name: 'list', category: 'info', replies: 'many', example: 'list' }),
  panel({ id: 'lst', name: 'lst', category: 'info', example: 'lst' }),
  panel({ id: 'start', name: 'START', category: 'control', opposite: { id: 'stop' }, example: 'START' }),
  panel({
    id: 'stop',
    name: 'STOP',
    category: 'control',
    danger: 'always',
    opposite: { id: 'start' },
    example: 'STOP',
  }),
  panel({
    id: 'sg-start',
    name: 'sgStart',
    category: 'control',
    arguments: [strategy, minutes],
    opposite: { id: 'sg-stop', without: ['minutes'] },
    example: 'sgStart "Alpha" 30',
  }),
  panel({
    id: 'sg-stop',
    name: 'sgStop',
    category: 'control',
    arguments: [strategy, minutes],
    opposite: { id: 'sg-start', without: ['minutes'] },
    example: 'sgStop "Alpha"',
  }),
  panel({
    id: 'reset-session',
    name: 'ResetSession',
    category: 'control',
    arguments: [coinOrAll],
    isDangerousForAll: true,
    example: 'ResetSession XRP',
  }),
  panel({ id: 'reset-loss', name: 'ResetLoss', category: 'control', danger: 'always', example: 'ResetLoss' }),
  panel({ id: 'silent', name: 'silent', category: 'settings', opposite: { id: 'talk' }, example: 'silent' }),
  panel({ id: 'talk', name: 'talk', category: 'settings', opposite: { id: 'silent' }, example: 'talk' }),
  panel({
    id: 'set-param',
    name: 'SetParam',
    category: 'settings',
    arguments: [
      strategy,
      { name: 'parameter', kind: { type: 'word' } },
      { name: 'value', kind: { type: 'text' } },
    ],
    example: 'SetParam "Alpha" OrderSize 25',
  }),
  panel({ id: 'bl', name: 'BL', category: 'lists', replies: 'many', example: 'BL' }),
  panel({
    id: 'bl-change',
    name: 'BL',
    category: 'lists',
    arguments: [{ name: 'sign', kind: { type: 'choice', options: ['+', '-'] } }, coin],
    opposite: { id: 'bl-change', swap: { argument: 'sign', values: ['+', '-'] } },
    example: 'BL + DOGE',
  }),
  panel({
    id: 'temp-bl',
    name: 'TempBL',
    category: 'lists',
    arguments: [{ name: 'hours', kind: { type: 'number', min: 0.01, max: 10_000 }, prefix: '+' }, coins(' ')],
    example: 'TempBL +24 DOGE XRP',
  }),
  panel({
    id: 'set-bl-add',
    name: 'SetBL+',
    category: 'lists',
    arguments: [place, coin],
    opposite: { id: 'set-bl-drop' },
    example: 'SetBL+ "Alpha" DOGE',
  }),
  panel({
    id: 'set-bl-drop',
    name: 'SetBL-',
    category: 'lists',
    arguments: [place, coin],
    opposite: { id: 'set-bl-add' },
    example: 'SetBL- "Alpha" DOGE',
  }),
  panel({
    id: 'set-wl-add',
    name: 'SetWL+',
    category: 'lists',
    arguments: [place, coin],
    opposite: { id: 'set-wl-drop' },
    example: 'SetWL+ "Alpha" DOGE',
  }),
  panel({
    id: 'set-wl-drop',
    name: 'SetWL-',
    category: 'lists',
    arguments: [place, coin],
    opposite: { id: 'set-wl-add' },
    example: 'SetWL- "Alpha" DOGE',
  }),
  panel({
    id: 'leverage',
    name: 'Leverage',
    category: 'futures',
    arguments: [
      { name: 'leverage', kind: { type: 'number', min: 1, max: 500, isWhole: true } },
      coins(',', true),
    ],
    isDangerousForAll: true,
    example: 'Leverage 10 XRP,DOGE',
  }),
  panel({
    id: 'margin',
    name: 'Margin',
    category: 'futures',
    arguments: [coins(',', true), { name: 'margin', kind: { type: 'choice', options: ['ISO', 'Cross'] } }],
    isDangerousForAll: true,
    example: 'Margin XRP,DOGE ISO',
  }),
  panel({
    id: 'auto-lev',
    name: 'AutoLevConfig',
    category: 'futures',
    arguments: [
      { name: 'size', kind: { type: 'amount' } },
      { name: 'defaultSize', kind: { type: 'amount' }, prefix: 'def ' },
      { ...coins(' '), isOptional: true },
    ],
    example: 'AutoLevConfig 1000 def 50k XRP',
  }),
  panel({
    id: 'report',
    name: 'report',
    category: 'reports',
    arguments: [
      {
        name: 'period',
        kind: { type: 'period', min: 1, max: 3_650, units: ['days', 'weeks'] },
        isOptional: true,
      },
      { name: 'coin', kind: { type: 'coin', reserved: ['hide'] }, isOptional: true },
      { name: 'hide', kind: { type: 'choice', options: ['hide'] }, isOptional: true },
    ],
    replies: 'many',
    example: 'report 7 days',
  }),
  panel({ id: 'convert-bnb', name: 'ConvertBNB', category: 'utilities', example: 'ConvertBNB' }),
  panel({ id: 'do-update', name: 'DoUpdate', category: 'utilities', danger: 'always', example: 'DoUpdate' }),
  panel({
    id: 'install-test',
    name: 'InstallTestVersion',
    category: 'utilities',
    arguments: [{ name: 'version', kind: { type: 'word' } }],
    danger: 'always',
    example: 'InstallTestVersion Release',
  }),
  protocol({
    id: 'strategies',
    name: 'GetStrategiesFull',
    category: 'info',
    replies: 'many',
    example: 'GetStrategiesFull',
  }),
  protocol({
    id: 'active',
    name: 'GetStrategiesActive',
    category: 'info',
    replies: 'many',
    example: 'GetStrategiesActive',
  }),
  protocol({
    id: 'sql-select',
    name: 'SQLSelect',
    category: 'utilities',
    arguments: [{ name: 'since', kind: { type: 'time' } }],
    replies: 'many',
    example: 'SQLSelect 2026-03-01T00:00:00',
  }),
  protocol({
    id: 'charts-on',
    name: 'SubscribeCharts',
    category: 'utilities',
    replies: 'none',
    opposite: { id: 'charts-off' },
    example: 'SubscribeCharts',
  }),
  protocol({
    id: 'charts-off',
    name: 'UnsubscribeCharts',
    category: 'utilities',
    replies: 'none',
    opposite: { id: 'charts-on' },
    example: 'UnsubscribeCharts',
  }),
] as const;

export type CommandId = (typeof CATALOGUE)[number]['id'];

const BY_ID: ReadonlyMap<string, CommandEntry> = new Map(CATALOGUE.map((entry) => [entry.id, entry]));

export function findCommand(id: string): CommandEntry | undefined {
  return BY_ID.get(id);
}

/** In the order of the menu. */
export function commandsOf(category: CommandCategory): readonly CommandEntry[] {
  return CATALOGUE.filter((entry) => entry.category === category);
}

export function isCommandId(id: string): id is CommandId {
  return BY_ID.has(id);
}
