import * as z from 'zod';
import type { ActionCall } from '../action.ts';
import type { FlowState } from './flow-state.ts';
import { FLOW_ACTION } from './flow-input.ts';

/**
 * What a button of a flow says. Ticking names the state that is wanted, so a double tap on a check list changes nothing more than one.
 * Operations are short: all arguments together should stay below Telegram's 64 bytes.
 */
const tapSchema = z.union([
  z.tuple([z.number().int(), z.number().int(), z.enum(['o', '+', '-', 'f']), z.string()]),
  z.tuple([z.number().int(), z.number().int(), z.literal('p'), z.number().int().min(0)]),
  z.tuple([z.number().int(), z.number().int(), z.enum(['b', 's', 'x', 'd', 'a', 'z', 'g', 'c', 'u'])]),
]);

export type FlowTap =
  /** An option is chosen, ticked, unticked; a field is to be changed. */
  | { readonly op: 'choose' | 'tick' | 'untick' | 'field'; readonly value: string }
  | { readonly op: 'page'; readonly page: number }
  | { readonly op: PlainOp };

type PlainOp = 'back' | 'skip' | 'cancel' | 'done' | 'all' | 'none' | 'go' | 'change' | 'undo';

const VALUE_OPS = { o: 'choose', '+': 'tick', '-': 'untick', f: 'field' } as const;
const PLAIN_OPS = {
  b: 'back',
  s: 'skip',
  x: 'cancel',
  d: 'done',
  a: 'all',
  z: 'none',
  g: 'go',
  c: 'change',
  u: 'undo',
} as const;
const VALUE_CODES = { choose: 'o', tick: '+', untick: '-', field: 'f' } as const;
const PLAIN_CODES = {
  back: 'b',
  skip: 's',
  cancel: 'x',
  done: 'd',
  all: 'a',
  none: 'z',
  go: 'g',
  change: 'c',
  undo: 'u',
} as const;

export function flowCall(state: FlowState, tap: FlowTap): ActionCall {
  const question = [state.run, state.question] as const;
  if ('value' in tap) return { id: FLOW_ACTION, args: [...question, VALUE_CODES[tap.op], tap.value] };
  if (tap.op === 'page') return { id: FLOW_ACTION, args: [...question, 'p', tap.page] };
  return { id: FLOW_ACTION, args: [...question, PLAIN_CODES[tap.op]] };
}

export interface ReadTap {
  readonly run: number;
  readonly question: number;
  readonly tap: FlowTap;
}

/** @returns undefined for what no flow of this release has made */
export function readFlowTap(args: readonly unknown[]): ReadTap | undefined {
  const { data } = tapSchema.safeParse(args);
  if (data === undefined) return undefined;
  const [run, question] = data;
  switch (data[2]) {
    case 'o':
    case '+':
    case '-':
    case 'f':
      return { run, question, tap: { op: VALUE_OPS[data[2]], value: data[3] } };
    case 'p':
      return { run, question, tap: { op: 'page', page: data[3] } };
    case 'b':
    case 's':
    case 'x':
    case 'd':
    case 'a':
    case 'z':
    case 'g':
    case 'c':
    case 'u':
      return { run, question, tap: { op: PLAIN_OPS[data[2]] } };
  }
}
