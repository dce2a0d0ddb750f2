import type { Context, MiddlewareFn } from 'telegraf';

/** One bot of the family: what it answers. Where its updates come from, and with which token it speaks, is the door's business. */
export interface Bot {
  /** As in the path of its webhook and in the secret with the tokens. */
  readonly id: string;
  readonly answer: MiddlewareFn<Context>;
}
