import * as z from 'zod';
import { ProblemAnswerError, UnreachableError } from '../../api/problem.ts';

/** What is asked of the API: a path, and a body that `confirm` is put beside. */
export interface SendRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SentRun {
  readonly id: string;
  readonly terminals: number;
}

/** What the person has to agree to: exactly this command, to so many. */
export interface Question {
  readonly count: number;
  readonly danger: 'always' | 'many';
  /** Lines, when there are several. */
  readonly command: string;
}

export type SendState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'asking'; readonly question: Question }
  /** `isUnknown`: no answer came, so it may have been sent; trying again with its key sends at most once. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly isUnknown: boolean };

export interface SenderParts {
  readonly post: (request: SendRequest, idempotencyKey: string) => Promise<SentRun>;
  readonly onSent: (run: SentRun) => void;
  readonly onState: (state: SendState) => void;
  readonly newKey: () => string;
  /** ms */
  readonly now: () => number;
}

/** The second half of a double click comes within it, also when the first half was answered already. */
const DOUBLE_CLICK_MS = 700;

const question = z.object({
  count: z.int().positive(),
  danger: z.enum(['always', 'many']),
  command: z.string(),
});

/**
 * A press of a button becomes one command: one key for all that follows from the press, such as its confirmation and a try after a broken
 * connection, and no second press while the first is not done.
 */
export class CommandSender {
  readonly #parts: SenderParts;
  #state: SendState = { kind: 'idle' };
  #current: { readonly request: SendRequest; readonly key: string } | undefined;
  #agreed: Readonly<Record<string, unknown>> = {};
  #pressedAt = -Infinity;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  get state(): SendState {
    return this.#state;
  }

  /** Does nothing while another press is not done, or within a double click. */
  async press(request: SendRequest): Promise<void> {
    const { kind } = this.#state;
    if (kind === 'sending' || kind === 'asking') return;
    const pressedAt = this.#parts.now();
    if (pressedAt - this.#pressedAt < DOUBLE_CLICK_MS) return;
    this.#pressedAt = pressedAt;
    this.#current = { request, key: this.#parts.newKey() };
    await this.#post({});
  }

  /** The person agreed to what was asked. */
  async confirm(): Promise<void> {
    const state = this.#state;
    if (state.kind === 'asking') await this.#post({ confirm: state.question.count });
  }

  /** After no answer came. */
  async tryAgain(): Promise<void> {
    const state = this.#state;
    // With what was agreed to before.
    if (state.kind === 'failed' && state.isUnknown) await this.#post(this.#agreed);
  }

  /** Closes the question or the error. */
  dismiss(): void {
    const { kind } = this.#state;
    if (kind !== 'asking' && kind !== 'failed') return;
    // Whoever has closed a window has done with that click.
    this.#pressedAt = -Infinity;
    this.#enter({ kind: 'idle' });
  }

  async #post(agreed: Readonly<Record<string, unknown>>): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#agreed = agreed;
    this.#enter({ kind: 'sending' });
    const { request, key } = current;
    try {
      const sent = await this.#parts.post({ ...request, body: { ...request.body, ...agreed } }, key);
      this.#enter({ kind: 'idle' });
      this.#parts.onSent(sent);
    } catch (error) {
      const asked = readQuestion(error);
      this.#enter(
        asked === undefined
          ? { kind: 'failed', error, isUnknown: mayHaveBeenSent(error) }
          : { kind: 'asking', question: asked },
      );
    }
  }

  #enter(state: SendState): void {
    this.#state = state;
    this.#parts.onState(state);
  }
}

function readQuestion(error: unknown): Question | undefined {
  if (!(error instanceof ProblemAnswerError) || error.status !== 409) return undefined;
  return question.safeParse(error.problem).data;
}

function mayHaveBeenSent(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ProblemAnswerError && error.status >= 500);
}
