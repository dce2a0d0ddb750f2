import type { CatalogueTexts } from './catalogue-texts.ts';

export const CATALOGUE_EN: CatalogueTexts = {
  categories: {
    trade: 'Trade',
    info: 'Info',
    control: 'Control',
    settings: 'Settings',
    lists: 'Lists',
    futures: 'Futures',
    reports: 'Reports',
    utilities: 'Utilities',
  },
  commands: {
    buy: {
      title: 'Buy a coin',
      help: 'Opens a manual buy of the coin with the terminal’s own settings for manual orders.',
    },
    short: {
      title: 'Short a coin',
      help: 'Opens a manual short position in the coin. Futures only.',
    },
    sell: {
      title: 'Panic sell of a coin',
      help: 'Sells everything that is held in this coin at once, at market price.',
    },
    'sell-all': {
      title: 'Sell everything',
      help: 'Panic sell of every open position at market price. It cannot be taken back.',
    },
    'cancel-buy': {
      title: 'Cancel buy orders',
      help: 'Cancels the buy orders that are not filled yet. Open positions stay.',
    },
    'sell-piece': {
      title: 'Sell a part',
      help: 'Sells a part of the position in the coin, or of every position with ALL. The size of the part is set in the terminal.',
    },
    list: { title: 'Orders in full', help: 'Lists open orders; the answer may come in several parts.' },
    lst: {
      title: 'Orders in short',
      help: 'Open orders and the balance in one short answer. Good for a test.',
    },
    start: { title: 'Start', help: 'Starts trading: the strategies open new orders again.' },
    stop: {
      title: 'Stop',
      help: 'Stops trading: no new orders are opened. Positions that are open stay open and are watched.',
    },
    'sg-start': {
      title: 'Start a strategy',
      help: 'Starts one strategy or folder, for some minutes or until it is stopped.',
    },
    'sg-stop': {
      title: 'Stop a strategy',
      help: 'Stops one strategy or folder, for some minutes or until it is started.',
    },
    'reset-session': {
      title: 'Reset the session',
      help: 'Sets the session’s profit of the coin to zero, or of all coins with ALL.',
    },
    'reset-loss': {
      title: 'Reset the loss counter',
      help: 'Sets the counted loss to zero: a terminal that was stopped by its loss limit may trade again.',
    },
    silent: { title: 'Be silent', help: 'The terminal stops sending its own notices to Telegram.' },
    talk: { title: 'Talk again', help: 'The terminal sends its own notices to Telegram again.' },
    'set-param': {
      title: 'Set a parameter',
      help: 'Changes one parameter of a strategy. The word “empty” sets an empty text. The value before is not kept: note it first.',
    },
    bl: { title: 'Show the black list', help: 'Shows the coins of the black list.' },
    'bl-change': {
      title: 'Change the black list',
      help: 'Puts a coin on the black list (+) or takes it off (-).',
    },
    'temp-bl': {
      title: 'Black list for hours',
      help: 'Puts coins on the black list for some hours; then they come off by themselves.',
    },
    'set-bl-add': {
      title: 'Strategy black list: add',
      help: 'Adds a coin to the black list of a strategy or folder.',
    },
    'set-bl-drop': {
      title: 'Strategy black list: remove',
      help: 'Takes a coin off the black list of a strategy or folder.',
    },
    'set-wl-add': {
      title: 'Strategy white list: add',
      help: 'Adds a coin to the white list of a strategy or folder.',
    },
    'set-wl-drop': {
      title: 'Strategy white list: remove',
      help: 'Takes a coin off the white list of a strategy or folder.',
    },
    leverage: { title: 'Leverage', help: 'Sets the leverage of coins, or of all with ALL. Futures only.' },
    margin: {
      title: 'Margin mode',
      help: 'Sets isolated (ISO) or cross margin for coins, or for all with ALL. Futures only.',
    },
    'auto-lev': {
      title: 'Automatic leverage',
      help: 'Sets the sizes by which the terminal chooses leverage by itself: the order’s, the default one, and for which coins. Futures only.',
    },
    report: {
      title: 'Profit report',
      help: 'Profit of the last days or weeks, of one coin if you name it; “hide” leaves amounts out.',
    },
    'convert-bnb': {
      title: 'Convert dust to BNB',
      help: 'Turns small rests of coins into BNB. Binance only.',
    },
    'do-update': {
      title: 'Update the terminal',
      help: 'The terminal installs its newest version and starts anew. It does not trade meanwhile.',
    },
    'install-test': {
      title: 'Install a version',
      help: 'Installs a named version (Release, or a test version) and starts anew.',
    },
    strategies: {
      title: 'Load all strategies',
      help: 'The terminal sends its strategies; they are shown in its card.',
    },
    active: {
      title: 'Load active strategies',
      help: 'The terminal sends the strategies that are switched on; they are shown in its card.',
    },
    'sql-select': {
      title: 'Orders since a time',
      help: 'The terminal sends its order log since the time (UTC) again: fills a gap after a break in the connection.',
    },
    'charts-on': {
      title: 'Charts on',
      help: 'The terminal sends a chart after each trade. This command has no answer.',
    },
    'charts-off': {
      title: 'Charts off',
      help: 'The terminal stops sending charts. This command has no answer.',
    },
  },
  arguments: {
    coin: 'Coin, such as XRP',
    coins: 'Coins, separated by spaces or commas',
    strategy: 'Name of the strategy',
    place: 'Name of the strategy or folder',
    parameter: 'Name of the parameter, such as OrderSize',
    value: 'New value; “empty” for none',
    minutes: 'For how many minutes',
    hours: 'For how many hours',
    leverage: 'Leverage, a whole number',
    margin: 'Margin mode: ISO or Cross',
    sign: '+ to add, - to remove',
    size: 'Size, such as 1000 or 5k',
    defaultSize: 'Default size, such as 50k',
    period: 'Period, such as 7 days or 2 weeks',
    hide: 'hide: without amounts',
    version: 'Version, such as Release',
    since: 'Since when, UTC, such as 2026-03-01T00:00',
  },
  problems: {
    missing: 'This is needed.',
    'too-many': 'That is too many.',
    'too-long': 'That is too long.',
    'not-a-coin': 'A coin is letters and digits, such as XRP or 1000PEPE; ALL is not possible here.',
    'not-a-number': 'A number is needed, such as 25 or 0.5.',
    'out-of-range': 'The number is outside of what is possible.',
    'not-a-choice': 'That is not among the choices.',
    'not-a-period': 'Write a number and days or weeks, such as 7 days.',
    'not-a-time': 'Write date and time, such as 2026-03-01T00:00.',
    'not-a-word': 'One word without spaces and quotes is needed.',
    'has-quote': 'Double quotes are not possible here.',
    'has-line-break': 'One line without control characters is needed.',
  },
};
