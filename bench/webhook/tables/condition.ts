import { type AttributeValue, compare, type Item, isEqual } from './attributes.ts';
import { Tokens } from './tokens.ts';

/** What an expression's `#names` and `:values` stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

export type Condition = (item: Item, placeholders: Placeholders) => boolean;
export type Operand = (item: Item, placeholders: Placeholders) => AttributeValue | undefined;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * Reads a condition of DynamoDB: comparisons, `attribute_exists`, `attribute_not_exists`, AND, OR, NOT and parentheses, of attributes at the
 * top of an item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 * @throws ExpressionUnsupportedError
 */
export function readCondition(text: string): Condition {
  const tokens = new Tokens(text);
  const condition = readOr(tokens);
  if (tokens.next !== undefined) throw tokens.unsupported();
  return condition;
}

function readOr(tokens: Tokens): Condition {
  const parts = [readAnd(tokens)];
  while (tokens.takeIf('OR')) parts.push(readAnd(tokens));
  return (item, placeholders) => parts.some((part) => part(item, placeholders));
}

function readAnd(tokens: Tokens): Condition {
  const parts = [readNot(tokens)];
  while (tokens.takeIf('AND')) parts.push(readNot(tokens));
  return (item, placeholders) => parts.every((part) => part(item, placeholders));
}

function readNot(tokens: Tokens): Condition {
  if (!tokens.takeIf('NOT')) return readOne(tokens);
  const inner = readNot(tokens);
  return (item, placeholders) => !inner(item, placeholders);
}

function readOne(tokens: Tokens): Condition {
  if (tokens.takeIf('(')) {
    const inner = readOr(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.takeIf('attribute_exists')) return readExistence(tokens, true);
  if (tokens.takeIf('attribute_not_exists')) return readExistence(tokens, false);
  return readComparison(tokens);
}

function readExistence(tokens: Tokens, isWanted: boolean): Condition {
  tokens.expect('(');
  const path = tokens.take();
  tokens.expect(')');
  return (item, placeholders) => attributeName(path, placeholders) in item === isWanted;
}

function readComparison(tokens: Tokens): Condition {
  const left = readOperand(tokens);
  const sign = tokens.take();
  const right = readOperand(tokens);
  const ordered = COMPARISONS[sign];
  if (ordered === undefined && sign !== '=' && sign !== '<>') throw tokens.unsupported();
  return (item, placeholders) => {
    const [one, other] = [left(item, placeholders), right(item, placeholders)];
    // What is not there compares with nothing.
    if (one === undefined || other === undefined) return sign === '<>';
    if (ordered === undefined) return isEqual(one, other) === (sign === '=');
    const order = compare(one, other);
    return order !== undefined && ordered(order);
  };
}

/** An attribute or a `:value`. */
export function readOperand(tokens: Tokens): Operand {
  const name = tokens.take();
  if (name.startsWith(':')) return (_, { values }) => values[name];
  return (item, placeholders) => item[attributeName(name, placeholders)];
}

export function attributeName(path: string, { names }: Placeholders): string {
  return path.startsWith('#') ? (names[path] ?? path) : path;
}
