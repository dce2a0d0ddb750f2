import type { Turn } from './turn.ts';

export type ActionArgs = readonly (string | number | boolean)[];

/** One kind of button: a short id that stays for ever (old messages keep their buttons), and what a tap does. */
export interface AnyAction<S, K extends string> {
  /** 1 to 4 characters `a-z0-9`; unique in the bot. When the arguments' shape changes, take a new id: old buttons then get a polite answer. */
  readonly id: string;
  /** @returns false when the arguments are not of its shape: a stale or forged button, and nothing was done */
  tap(turn: Turn<S, K>, args: readonly unknown[]): Promise<boolean>;
}

export interface Action<S, K extends string, A extends ActionArgs> extends AnyAction<S, K> {
  /** What a button carries: `{ label, call: open.with(7) }`. */
  with(...args: A): ActionCall;
}

export interface ActionCall {
  readonly id: string;
  readonly args: ActionArgs;
}
