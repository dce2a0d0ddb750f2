import { gzipSync } from 'node:zlib';
import { quoteSqlString } from './sql-tokens.ts';

/**
 * What a terminal sends, built: for the simulator, the tests and the benchmarks. Numbers are given as text where the digits
 * matter. Every builder makes plain JSON; `gzip` and `fragments` make of it what goes over the wire.
 */

/** A number stands bare in the SQL, a string in quotes. */
export type SqlLiteral = string | number | null;

export interface BalanceInput {
  readonly bot: string;
  /** Decimal text. */
  readonly available: string;
  readonly total: string;
  readonly isRunning: boolean;
  /** 756 is 7.56. */
  readonly version: number;
}

export interface OrderInput {
  readonly bot: string;
  /** Decimal text of an int64. */
  readonly orderId: string;
  /** Puts `[SQLCommand n]` in front. */
  readonly commandId?: number;
  /** By the terminal's column names. */
  readonly columns: Readonly<Record<string, SqlLiteral>>;
}

export function buildBalance(input: BalanceInput): Buffer {
  const { bot, available, total, isRunning, version } = input;
  // By hand, so that the digits stay as given.
  return Buffer.from(
    `{"cmd":"acc","bot":${JSON.stringify(bot)},"data":{"A":${available},"T":${total},"S":${isRunning},"V":${version}}}`,
  );
}

/** The older shape `A:812.50$,T:1030.25$`. */
export function buildBalanceText(bot: string, available: string, total: string): Buffer {
  return toJson({ cmd: 'acc', bot, data: `A:${available},T:${total}` });
}

/** The oldest shape: the fields at the top level. */
export function buildFlatBalance(input: BalanceInput): Buffer {
  const { bot, available, total, isRunning, version } = input;
  return Buffer.from(
    `{"cmd":"acc","bot":${JSON.stringify(bot)},"A":${available},"T":${total},"S":${isRunning},"V":${version}}`,
  );
}

export function buildOrderInsert(input: OrderInput): Buffer {
  return wrapOrder(input, insertSql(input));
}

export function buildOrderUpdate(input: OrderInput): Buffer {
  return wrapOrder(input, updateSql(input));
}

export function buildOrderDelete(input: Omit<OrderInput, 'columns'>): Buffer {
  return wrapOrder(input, `${commandPrefix(input.commandId)}delete from Orders where [ID]=${input.orderId}`);
}

/** A legacy datagram: SQL without an envelope. */
export function buildLegacyInsert(input: OrderInput): Buffer {
  return Buffer.from(insertSql(input), 'utf8');
}

/** A legacy datagram: SQL without an envelope. */
export function buildLegacyUpdate(input: OrderInput): Buffer {
  return Buffer.from(updateSql(input), 'utf8');
}

/** @param packNumber from 1 */
export function buildStrategies(bot: string, packNumber: number, text: string): Buffer {
  return toJson({ cmd: 'strats', bot, N: packNumber, data: text });
}

/** The text of a pack: one folder, each strategy with its parameters. */
export function strategiesText(
  folder: string,
  strategies: readonly { readonly name: string; readonly parameters?: Readonly<Record<string, string>> }[],
): string {
  const bodies = strategies.map(({ name, parameters = {} }) =>
    [
      '##Begin_Strategy',
      `StrategyName=${name}`,
      ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`),
      '##End_Strategy',
    ].join('\n'),
  );
  return [`#Begin_Folder ${folder}`, ...bodies, '#End_Folder'].join('\n');
}

export function buildErrors(bot: string, lines: readonly string[]): Buffer {
  return toJson({ cmd: 'errors', bot, data: { E: lines } });
}

export function buildReply(bot: string, number: number, text: string): Buffer {
  return toJson({ cmd: 'replay', bot, N: number, data: text });
}

/** The text of a reply to `lst`: in an envelope with `buildReply`, as it is in older versions. */
export function listText(openSellOrders: readonly string[], available: string, total: string): string {
  return [
    `Open Sell Orders: ${openSellOrders.length}`,
    ...openSellOrders,
    '',
    `Available: ${available}$  Total: ${total}$`,
  ].join('\n');
}

export function gzip(payload: Buffer): Buffer {
  return gzipSync(payload);
}

/** Cuts a gzip stream into the datagrams of MoonCMD 1.5; terminals were seen to use 2,048 bytes. */
export function fragments(bytes: Buffer, fragmentBytes: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += fragmentBytes) parts.push(bytes.subarray(at, at + fragmentBytes));
  return parts;
}

function wrapOrder(input: Omit<OrderInput, 'columns'>, sql: string): Buffer {
  // By hand: JSON.stringify would write an int64 as a string.
  return Buffer.from(
    `{"cmd":"order","bot":${JSON.stringify(input.bot)},"oid":${input.orderId},"sql":${JSON.stringify(sql)}}`,
    'utf8',
  );
}

function insertSql(input: OrderInput): string {
  const names = Object.keys(input.columns).map((name) => `[${name}]`);
  const values = Object.values(input.columns).map(toLiteral);
  return `${commandPrefix(input.commandId)}insert into Orders (${names.join(',')}) values (${values.join(',')})`;
}

function updateSql(input: OrderInput): string {
  const pairs = Object.entries(input.columns).map(([name, value]) => `${name}=${toLiteral(value)}`);
  return `${commandPrefix(input.commandId)}update Orders set ${pairs.join(', ')} where [ID]=${input.orderId}`;
}

function toLiteral(value: SqlLiteral): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : quoteSqlString(value);
}

function commandPrefix(commandId: number | undefined): string {
  return commandId === undefined ? '' : `[SQLCommand ${commandId}] `;
}

function toJson(value: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
