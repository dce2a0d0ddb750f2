import { MOONCMD_LIMITS } from './limits.ts';
import type { OrderColumns } from './order-columns.ts';
import { readPositiveInt64, setOrderColumn, type SqlValue } from './order-values.ts';
import { SqlTokens } from './sql-tokens.ts';
import { describeUnreadable, type Unreadable, UnreadableError } from './unreadable.ts';

export interface OrderStatement {
  readonly action: 'insert' | 'update' | 'delete';
  /** Of a `[SQLCommand n]` in front. */
  readonly commandId: number | null;
  /** n of `where [ID]=n`, decimal int64; `null` for an insert. */
  readonly targetId: string | null;
  readonly columns: OrderColumns;
}

export interface ParsedOrderSql {
  readonly statements: readonly OrderStatement[];
  /** One for each statement that could not be read; its neighbours are kept. */
  readonly unreadable: readonly Unreadable[];
}

const COMMAND_PREFIX = /^\s*SQLCommand\s+(\d{1,20})\s*$/i;
const NEXT_COMMAND = /\[SQLCommand\s{1,8}\d{1,20}\]/gi;
const STATEMENT_VERBS: ReadonlySet<string> = new Set(['insert', 'update', 'delete']);
const EXCERPT_CHARS = 80;

/**
 * Reads the SQL of a terminal (MoonCMD 1.3): `insert into Orders (...) values (...)`, `update Orders set ... where [ID]=n`,
 * `delete from Orders where [ID]=n`, one or several, each with an optional `[SQLCommand n]` in front and `;` behind.
 * After a statement that cannot be read it goes on at the next `[SQLCommand n]`.
 *
 * @throws UnreadableError `too_many` above 1,000 statements
 */
export function parseOrderSql(source: string, from = 0): ParsedOrderSql {
  const statements: OrderStatement[] = [];
  const unreadable: Unreadable[] = [];
  const tokens = new SqlTokens(source, from);
  tokens.next();
  while (tokens.kind !== 'end') {
    if (statements.length + unreadable.length >= MOONCMD_LIMITS.maxEventsPerMessage) {
      throw new UnreadableError('too_many', `more than ${MOONCMD_LIMITS.maxEventsPerMessage} statements`);
    }
    const { start } = tokens;
    try {
      statements.push(parseStatement(tokens));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      const excerpt = source.slice(start, start + EXCERPT_CHARS);
      unreadable.push(describeUnreadable(error.reason, `${error.message}, in: ${excerpt}`));
      skipToNextCommand(tokens, start);
    }
  }
  return { statements, unreadable };
}

/** Token by token, so that a prefix inside a string is not taken for one. */
function skipToNextCommand(tokens: SqlTokens, statementStart: number): void {
  // An error at the prefix itself must not find it again.
  if (tokens.start === statementStart) tokens.next();
  while (tokens.kind !== 'end' && !isCommandPrefix(tokens)) {
    // A string without its end swallows the rest: then the next prefix is taken wherever it stands.
    if (tokens.kind === 'bad' && /^['[]/.test(tokens.source.charAt(tokens.start))) {
      NEXT_COMMAND.lastIndex = tokens.start + 1;
      const next = NEXT_COMMAND.exec(tokens.source);
      tokens.moveTo(next === null ? tokens.source.length : next.index);
    }
    tokens.next();
  }
}

function isCommandPrefix(tokens: SqlTokens): boolean {
  return tokens.kind === 'bracket' && COMMAND_PREFIX.test(tokens.text);
}

function parseStatement(tokens: SqlTokens): OrderStatement {
  const commandId = readCommandId(tokens);
  const verb = tokens.kind === 'word' ? tokens.text.toLowerCase() : '';
  let statement: OrderStatement;
  if (verb === 'insert') statement = parseInsert(tokens, commandId);
  else if (verb === 'update') statement = parseUpdate(tokens, commandId);
  else if (verb === 'delete') statement = parseDelete(tokens, commandId);
  else throw new UnreadableError('statement_unknown', 'neither insert, update nor delete');

  if (isMark(tokens, ';')) tokens.next();
  else if (tokens.kind !== 'end' && !isCommandPrefix(tokens) && !isVerb(tokens))
    throw unexpected(tokens, 'the end');
  return statement;
}

function readCommandId(tokens: SqlTokens): number | null {
  if (tokens.kind !== 'bracket') return null;
  const match = COMMAND_PREFIX.exec(tokens.text);
  if (match === null) return null;
  const commandId = Number(match[1]);
  if (!Number.isSafeInteger(commandId))
    throw new UnreadableError('command_id_out_of_range', 'the command id is too large');
  tokens.next();
  return commandId;
}

function parseInsert(tokens: SqlTokens, commandId: number | null): OrderStatement {
  tokens.next();
  expectWord(tokens, 'into');
  expectOrdersTable(tokens);
  const names = readList(tokens, readName);
  expectWord(tokens, 'values');
  const values = readList(tokens, readValue);
  if (names.length !== values.length) {
    throw new UnreadableError('column_count_mismatch', `${names.length} columns, ${values.length} values`);
  }
  const columns: OrderColumns = {};
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (value !== undefined && value !== null) setOrderColumn(columns, name, value);
  }
  return { action: 'insert', commandId, targetId: null, columns };
}

function parseUpdate(tokens: SqlTokens, commandId: number | null): OrderStatement {
  tokens.next();
  expectOrdersTable(tokens);
  expectWord(tokens, 'set');
  const columns: OrderColumns = {};
  for (let count = 1; ; count += 1) {
    if (count > MOONCMD_LIMITS.maxColumnsPerStatement) throw tooManyColumns();
    const name = readName(tokens);
    expectMark(tokens, '=');
    const value = readValue(tokens);
    if (value !== null) setOrderColumn(columns, name, value);
    if (!isMark(tokens, ',')) break;
    tokens.next();
  }
  return { action: 'update', commandId, targetId: readWhereId(tokens), columns };
}

function parseDelete(tokens: SqlTokens, commandId: number | null): OrderStatement {
  tokens.next();
  expectWord(tokens, 'from');
  expectOrdersTable(tokens);
  return { action: 'delete', commandId, targetId: readWhereId(tokens), columns: {} };
}

function readWhereId(tokens: SqlTokens): string {
  expectWord(tokens, 'where');
  if (readName(tokens).toLowerCase() !== 'id')
    throw new UnreadableError('sql_malformed', 'the condition is not on [ID]');
  expectMark(tokens, '=');
  if (tokens.kind !== 'number') throw unexpected(tokens, 'the order id');
  const id = readPositiveInt64(tokens.text);
  if (id === null) throw new UnreadableError('order_id_out_of_range', 'the order id is not an int64 above 0');
  tokens.next();
  return id;
}

function readList<T>(tokens: SqlTokens, readItem: (tokens: SqlTokens) => T): T[] {
  expectMark(tokens, '(');
  const items: T[] = [readItem(tokens)];
  while (isMark(tokens, ',')) {
    if (items.length >= MOONCMD_LIMITS.maxColumnsPerStatement) throw tooManyColumns();
    tokens.next();
    items.push(readItem(tokens));
  }
  expectMark(tokens, ')');
  return items;
}

function readName(tokens: SqlTokens): string {
  if (tokens.kind !== 'word' && tokens.kind !== 'bracket') throw unexpected(tokens, 'a column');
  const name = tokens.text;
  tokens.next();
  return name;
}

/** @returns `null` for NULL and for what Delphi prints when it has no number */
function readValue(tokens: SqlTokens): SqlValue | null {
  const { kind, text } = tokens;
  if (kind === 'string' || kind === 'number') {
    tokens.next();
    return { text, isQuoted: kind === 'string' };
  }
  if (kind === 'word' && /^(?:null|true|false|[+-]?(?:nan|inf))$/i.test(text)) {
    tokens.next();
    return /^(?:true|false)$/i.test(text) ? { text, isQuoted: false } : null;
  }
  throw unexpected(tokens, 'a value');
}

function expectOrdersTable(tokens: SqlTokens): void {
  if ((tokens.kind !== 'word' && tokens.kind !== 'bracket') || tokens.text.toLowerCase() !== 'orders') {
    throw new UnreadableError('statement_unknown', 'the table is not Orders');
  }
  tokens.next();
}

function expectWord(tokens: SqlTokens, word: string): void {
  if (tokens.kind !== 'word' || tokens.text.toLowerCase() !== word) throw unexpected(tokens, word);
  tokens.next();
}

function expectMark(tokens: SqlTokens, mark: string): void {
  if (!isMark(tokens, mark)) throw unexpected(tokens, mark);
  tokens.next();
}

function isMark(tokens: SqlTokens, mark: string): boolean {
  return tokens.kind === 'mark' && tokens.text === mark;
}

function isVerb(tokens: SqlTokens): boolean {
  return tokens.kind === 'word' && STATEMENT_VERBS.has(tokens.text.toLowerCase());
}

function unexpected(tokens: SqlTokens, expected: string): UnreadableError {
  const found = tokens.kind === 'bad' ? tokens.text : tokens.kind === 'end' ? 'the end' : tokens.kind;
  return new UnreadableError('sql_malformed', `expected ${expected}, found ${found}`);
}

function tooManyColumns(): UnreadableError {
  return new UnreadableError('too_many', `more than ${MOONCMD_LIMITS.maxColumnsPerStatement} columns`);
}
