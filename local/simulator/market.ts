/** Symbols with the price around which they trade: a plain one, ones that break naive parsers (digits first, tiny price), a big one. */
export const COINS: readonly { readonly coin: string; readonly price: number }[] = Object.freeze([
  { coin: 'XRP', price: 2.105 },
  { coin: 'BTC', price: 91_250.5 },
  { coin: 'ETH', price: 3_180.25 },
  { coin: '1000PEPE', price: 0.00462 },
  { coin: 'SOL', price: 141.8 },
  { coin: 'DOGE', price: 0.1472 },
  { coin: 'BONK', price: 0.0000096 },
  { coin: '1INCH', price: 0.1893 },
]);

export const STRATEGIES = Object.freeze([
  'Alpha',
  'MoonShot long',
  'Drop 5m',
  'Ночной отскок',
  "O'Neill",
  'Scalp #3',
]);

/** Comments of orders: most name the strategy, the rest hold what a SQL text parser must not trip over. */
export const ODD_COMMENTS: readonly string[] = Object.freeze([
  "it's cheap",
  'buy where price < 2 and volume > 1k',
  'Покупка по сигналу «Луна»',
  'C:\\MoonBot\\logs\\',
  'CPU: 12% manual',
  'values (1, 2), [brackets] and "quotes"',
]);

export const SELL_REASONS: readonly string[] = Object.freeze([
  'Sell Price',
  'Stop Loss',
  'Trailing Stop',
  'Auto Price Down',
  'Sell by Filters',
]);

/** Lines of the API's answers, without time: `SYMBOL [code] text`. */
export const API_ERRORS: readonly string[] = Object.freeze([
  'XRP [400] Margin is insufficient',
  '1000PEPE [-2019] Margin is insufficient.',
  'BTC [-1021] Timestamp for this request is outside of the recvWindow.',
  'DOGE [429] Too many requests; current limit is 2400 requests per minute.',
]);
