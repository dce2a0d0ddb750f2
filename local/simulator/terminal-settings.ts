import { ACKNOWLEDGED_COMMANDS } from './command-line.ts';
import { COINS, STRATEGIES } from './market.ts';
import type { StrategyOverrides } from './strategies.ts';

const COIN_WORD = /^[\p{L}\p{N}]{1,20}$/u;
const FOLDER = /^Folder \d+$/;
/** More words than a command has are not looked at: the terminals are as lenient. */
type Check = (words: readonly string[]) => string | undefined;

const isCoin = (word: string | undefined): boolean => word !== undefined && COIN_WORD.test(word);
const areCoins = (word: string | undefined): boolean => word !== undefined && word.split(',').every(isCoin);
const isStrategy = (word: string | undefined): boolean => word !== undefined && STRATEGIES.includes(word);
const isWhole = (word: string | undefined): boolean => word !== undefined && /^\d+$/.test(word);

const coinExpected: Check = ([coin]) => (isCoin(coin) ? undefined : 'coin expected');
const strategyExpected: Check = ([name, minutes]) => {
  if (name === undefined) return 'strategy expected';
  if (!isStrategy(name)) return `unknown strategy ${name}`;
  return minutes === undefined || isWhole(minutes) ? undefined : 'minutes expected';
};
const listExpected: Check = ([place, ...coins]) => {
  if (place === undefined || coins.length === 0) return 'strategy and coin expected';
  if (!isStrategy(place) && !FOLDER.test(place)) return `unknown strategy ${place}`;
  return coins.every(areCoins) ? undefined : 'coin expected';
};

/** What is wrong with the words after each command; one that is missing here takes none. */
const CHECKS: Readonly<Record<string, Check>> = {
  sellpiece: coinExpected,
  resetsession: coinExpected,
  sgstart: strategyExpected,
  sgstop: strategyExpected,
  bl: ([sign, coin]) => {
    if (sign === undefined) return undefined;
    return (sign === '+' || sign === '-') && isCoin(coin) ? undefined : '+ or - and coin expected';
  },
  tempbl: ([hours, ...coins]) =>
    /^\+\d+$/.test(hours ?? '') && coins.length > 0 && coins.every(isCoin)
      ? undefined
      : '+hours and coins expected',
  'setbl+': listExpected,
  'setbl-': listExpected,
  'setwl+': listExpected,
  'setwl-': listExpected,
  leverage: ([times, coins]) =>
    isWhole(times) && areCoins(coins) ? undefined : 'leverage and coins expected',
  margin: ([coins, kind]) =>
    areCoins(coins) && /^(iso|cross)$/i.test(kind ?? '') ? undefined : 'coins and ISO or Cross expected',
  autolevconfig: ([limit]) => (isWhole(limit) ? undefined : 'limit expected'),
  installtestversion: ([version]) => (version === undefined ? 'version expected' : undefined),
};

/** What commands change in a terminal besides its orders: lists, strategies that run, parameters. */
export class TerminalSettings {
  readonly #overrides = new Map<string, Map<string, string>>();
  readonly #blackList = new Set<string>();
  readonly #active = new Set(STRATEGIES.filter((_, index) => index % 2 === 0));

  get overrides(): StrategyOverrides {
    return this.#overrides;
  }

  /** Names of the strategies that run, in their order. */
  get active(): readonly string[] {
    return STRATEGIES.filter((name) => this.#active.has(name));
  }

  /** Why a coin is not bought, if it is not. */
  refusalOf(coin: string | undefined): string | undefined {
    if (coin === undefined || !COINS.some((market) => market.coin === coin))
      return `ERR unknown coin ${coin ?? ''}`;
    return this.#blackList.has(coin) ? `ERR ${coin} is in the black list` : undefined;
  }

  /** @returns the reply's text */
  change(name: string, words: readonly string[]): string {
    if (name === 'setparam') return this.#setParameter(words);
    if (!ACKNOWLEDGED_COMMANDS.has(name)) return 'ERR unknown command';
    const problem = CHECKS[name]?.(words);
    if (problem !== undefined) return `ERR ${problem}`;
    const [first = '', second = ''] = words;
    switch (name) {
      case 'sgstart':
        this.#active.add(first);
        break;
      case 'sgstop':
        this.#active.delete(first);
        break;
      case 'bl':
        if (first === '') return `Black list: ${[...this.#blackList].join(', ') || 'empty'}`;
        if (first === '+') this.#blackList.add(second.toUpperCase());
        else this.#blackList.delete(second.toUpperCase());
        break;
      case 'tempbl':
        for (const coin of words.slice(1)) this.#blackList.add(coin.toUpperCase());
        break;
    }
    return `OK: ${[name, ...words].join(' ')}`;
  }

  #setParameter(words: readonly string[]): string {
    const [strategy, parameter, value] = words;
    if (strategy === undefined || parameter === undefined || value === undefined)
      return 'ERR strategy, parameter and value expected';
    if (!STRATEGIES.includes(strategy)) return `ERR unknown strategy ${strategy}`;
    const parameters = this.#overrides.get(strategy) ?? new Map<string, string>();
    parameters.set(parameter, value === 'empty' ? '' : value);
    this.#overrides.set(strategy, parameters);
    return `OK: ${strategy} ${parameter}=${value}`;
  }
}
