import { type AttributeValue, type Item, numberOf } from './attributes.ts';
import { attributeName, type Operand, type Placeholders, readOperand } from './condition.ts';
import { Tokens } from './tokens.ts';

export type Update = (item: Item, placeholders: Placeholders) => Item;

/** Changes `changed`; reads what there was before from `item`. */
type Step = (changed: Record<string, AttributeValue>, item: Item, placeholders: Placeholders) => void;

/**
 * Reads an update expression of DynamoDB: SET (with `if_not_exists`, + and -), REMOVE, and ADD to numbers.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 * @throws ExpressionUnsupportedError
 */
export function readUpdate(text: string): Update {
  const tokens = new Tokens(text);
  const steps: Step[] = [];
  while (tokens.next !== undefined) {
    const readStep = sectionOf(tokens);
    do steps.push(readStep(tokens));
    while (tokens.takeIf(','));
  }
  return (item, placeholders) => {
    const changed: Record<string, AttributeValue> = { ...item };
    for (const step of steps) step(changed, item, placeholders);
    return changed;
  };
}

function sectionOf(tokens: Tokens): (tokens: Tokens) => Step {
  if (tokens.takeIf('SET')) return readSet;
  if (tokens.takeIf('REMOVE')) return readRemove;
  if (tokens.takeIf('ADD')) return readAdd;
  throw tokens.unsupported();
}

function readSet(tokens: Tokens): Step {
  const path = tokens.take();
  tokens.expect('=');
  const value = readSum(tokens);
  return (changed, item, placeholders) => {
    const found = value(item, placeholders);
    if (found !== undefined) changed[attributeName(path, placeholders)] = found;
  };
}

function readSum(tokens: Tokens): Operand {
  const first = readSetOperand(tokens);
  const sign = tokens.takeIf('+') ? 1 : tokens.takeIf('-') ? -1 : undefined;
  if (sign === undefined) return first;
  const second = readSetOperand(tokens);
  return (item, placeholders) => {
    const added = numberOf(second(item, placeholders)) ?? Number.NaN;
    return { N: String((numberOf(first(item, placeholders)) ?? Number.NaN) + sign * added) };
  };
}

function readSetOperand(tokens: Tokens): Operand {
  if (!tokens.takeIf('if_not_exists')) return readOperand(tokens);
  tokens.expect('(');
  const path = tokens.take();
  tokens.expect(',');
  const otherwise = readOperand(tokens);
  tokens.expect(')');
  return (item, placeholders) => item[attributeName(path, placeholders)] ?? otherwise(item, placeholders);
}

function readRemove(tokens: Tokens): Step {
  const path = tokens.take();
  return (changed, _, placeholders) => {
    Reflect.deleteProperty(changed, attributeName(path, placeholders));
  };
}

function readAdd(tokens: Tokens): Step {
  const path = tokens.take();
  const value = readOperand(tokens);
  return (changed, item, placeholders) => {
    const name = attributeName(path, placeholders);
    const added = numberOf(value(item, placeholders)) ?? Number.NaN;
    changed[name] = { N: String((numberOf(item[name]) ?? 0) + added) };
  };
}
