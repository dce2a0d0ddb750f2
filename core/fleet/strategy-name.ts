/** Strategy types that terminals put where a name could stand: not names. */
const STRATEGY_TYPES = new Set([
  'spreaddetection',
  'palki',
  'market maker',
  'marketmaker',
  'arbitrage',
  'grid trading',
  'dca',
]);

/** Reasons of closing that stand beside names: not names. */
const CLOSE_REASONS = new Set([
  'stop loss',
  'stoploss',
  'take profit',
  'takeprofit',
  'trailing stop',
  'manual sell',
  'manual close',
  'manual',
  'panic sell',
  'sell price',
  'liquidation',
  'auto price down',
  'timeout',
]);

const MAX_LENGTH = 50;

/**
 * Brings a strategy's name to the one form in which all events of an order and all statistics know it.
 * @returns `null` when the text is a type of strategy, a reason of closing, digits only or shorter than 3 characters
 */
export function normalizeStrategyName(raw: string): string | null {
  const unquoted = raw
    .trim()
    .replace(/^["'`<]+|["'`>]+$/g, '')
    .trim();
  // Terminals append the market type: `Alpha (f)`.
  const name = unquoted.replace(/\s*\([^()]\)$/u, '').trim();
  const key = name.toLowerCase();
  if (name.length < 3 || /^\d+$/.test(name) || STRATEGY_TYPES.has(key) || CLOSE_REASONS.has(key)) return null;
  const characters = Array.from(name);
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH).join('')}...` : name;
}

/**
 * Finds the strategy of an order in the texts that may carry it, best first: its own column, the reason of selling, the
 * channel's name, the comment. The same for INSERT and UPDATE, so that one strategy never stands under two names.
 */
export function strategyOfOrder(texts: {
  readonly strategy?: string | undefined;
  readonly sellReason?: string | undefined;
  readonly channelName?: string | undefined;
  readonly comment?: string | undefined;
}): string | null {
  const { strategy, sellReason, channelName, comment } = texts;
  const candidates = [
    strategy,
    marked(sellReason),
    marked(channelName) ?? bare(channelName),
    // `CPU:` begins the comment of an order made by hand.
    comment?.startsWith('CPU:') === true ? undefined : (marked(comment) ?? bare(comment)),
  ];
  for (const candidate of candidates) {
    const name = candidate === undefined ? null : normalizeStrategyName(candidate);
    if (name !== null) return name;
  }
  return null;
}

function marked(text: string | undefined): string | undefined {
  return text === undefined || !text.includes('(strategy')
    ? undefined
    : /\(strategy\s*<([^<>]*)>/i.exec(text)?.[1];
}

function bare(text: string | undefined): string | undefined {
  return text === undefined || !text.includes('<') ? undefined : /<([^<>]+)>/.exec(text)?.[1];
}
