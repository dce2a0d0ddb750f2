import { ORDER_COLUMNS, type OrderColumnName, type OrderColumns } from '../mooncmd/order-columns.ts';
import { ORDER_OUTCOMES, type OrderState, type Stamp } from './fold-order.ts';

/**
 * `orders.fold`: what the fold has to remember of an order, as one compact JSON array, since it is written and read with every event:
 * `[version, winners, inputs, inserted, deleted, outcome, ended at, first event at, last event at, bot name, bot name at]`.
 * `winners` is a list of stamps, each followed by the columns that it won; a column is a letter, `inputs` is an object by letter.
 */
const VERSION = 1;

/** A column's letter is its place in `ORDER_COLUMNS`, which therefore only grows at its end. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const letterOf: ReadonlyMap<OrderColumnName, string> = new Map(
  ORDER_COLUMNS.map(({ column }, index) => {
    const letter = LETTERS[index];
    if (letter === undefined) throw new RangeError('there are more columns than letters');
    return [column, letter];
  }),
);
const columnOf: ReadonlyMap<string, OrderColumnName> = new Map(
  [...letterOf].map(([column, letter]) => [letter, column]),
);

export class OrderStateUnreadableError extends Error {
  override readonly name = 'OrderStateUnreadableError';
}

export function writeOrderState(state: OrderState): string {
  return JSON.stringify([
    VERSION,
    writeWinners(state),
    writeInputs(state.inputs),
    state.isInserted ? 1 : 0,
    state.isDeleted ? 1 : 0,
    ORDER_OUTCOMES.indexOf(state.outcome),
    state.endedAtMs,
    state.firstEventAtMs,
    state.lastEventAtMs,
    state.botName,
    state.botNameAtMs,
  ]);
}

/** @throws OrderStateUnreadableError when the text is not what `writeOrderState` wrote */
export function readOrderState(text: string): OrderState {
  const json: unknown = JSON.parse(text);
  if (!isArray(json) || json[0] !== VERSION) throw new OrderStateUnreadableError('unknown version');
  const [
    ,
    winners,
    inputs,
    inserted,
    deleted,
    outcome,
    endedAtMs,
    firstEventAtMs,
    lastEventAtMs,
    botName,
    botNameAtMs,
  ] = json;
  return {
    ...readWinners(winners),
    inputs: readInputs(inputs),
    changes: {},
    isInserted: inserted === 1,
    isDeleted: deleted === 1,
    outcome: ORDER_OUTCOMES[number(outcome)] ?? 'Open',
    endedAtMs: endedAtMs === null ? null : number(endedAtMs),
    firstEventAtMs: number(firstEventAtMs),
    lastEventAtMs: number(lastEventAtMs),
    botName: botName === null ? null : string(botName),
    botNameAtMs: number(botNameAtMs),
  };
}

/** A stamp that has won nothing is left out: a state stays as large as its columns, however many events it had. */
function writeWinners({ stamps, winners }: OrderState): unknown[] {
  const letters: string[] = stamps.map(() => '');
  let name: OrderColumnName;
  for (name in winners) {
    const stampIndex = winners[name];
    if (stampIndex !== undefined)
      letters[stampIndex] = (letters[stampIndex] ?? '') + (letterOf.get(name) ?? '');
  }
  return stamps.flatMap((stamp, index) => (letters[index] === '' ? [] : [stamp, letters[index]]));
}

function readWinners(value: unknown): Pick<OrderState, 'stamps' | 'winners'> {
  if (!isArray(value)) throw new OrderStateUnreadableError('winners');
  const stamps: Stamp[] = [];
  const winners: OrderState['winners'] = {};
  for (let at = 0; at < value.length; at += 2) {
    const stamp = value[at];
    if (!isArray(stamp)) throw new OrderStateUnreadableError('stamp');
    stamps.push([stamp[0] === 1 ? 1 : 0, number(stamp[1]), number(stamp[2]), number(stamp[3])]);
    for (const letter of string(value[at + 1])) {
      const name = columnOf.get(letter);
      // A column of a later release: what this one does not know it cannot fold.
      if (name !== undefined) winners[name] = stamps.length - 1;
    }
  }
  return { stamps, winners };
}

function writeInputs(inputs: OrderColumns): Record<string, string> {
  const byLetter: Record<string, string> = {};
  let name: OrderColumnName;
  for (name in inputs) byLetter[letterOf.get(name) ?? ''] = inputs[name] ?? '';
  return byLetter;
}

function readInputs(value: unknown): OrderColumns {
  if (typeof value !== 'object' || value === null) throw new OrderStateUnreadableError('inputs');
  const inputs: OrderColumns = {};
  for (const [letter, text] of Object.entries(value)) {
    const name = columnOf.get(letter);
    if (name !== undefined) inputs[name] = string(text);
  }
  return inputs;
}

/** `Array.isArray` makes an array of `any`. */
function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new OrderStateUnreadableError('not a number');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new OrderStateUnreadableError('not a text');
  return value;
}
