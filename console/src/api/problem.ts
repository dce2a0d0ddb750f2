import * as z from 'zod';

/** As the API tells it, RFC 9457: see core/http/answers.ts. */
const problemShape = z.looseObject({
  status: z.int(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export interface FieldError {
  /** Path in the body or name of the parameter; empty: the whole of it. */
  readonly field: string;
  readonly message: string;
}

/** The API refused, and says why and what to do. */
export class ProblemAnswerError extends Error {
  override readonly name = 'ProblemAnswerError';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** Everything that it said, such as `count` of a confirmation: read it with a schema. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, body: unknown) {
    const parsed = problemShape.safeParse(body);
    const title = parsed.data?.title ?? `HTTP ${status}`;
    super(title);
    this.status = status;
    this.title = title;
    this.detail = parsed.data?.detail ?? '';
    this.errors = parsed.data?.errors ?? [];
    this.problem = parsed.data ?? {};
  }
}

/** No answer came: the network or the server is away. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** An answer that is not what the API says it would be: this page is older or newer than the server. */
export class AnswerUnreadableError extends Error {
  override readonly name = 'AnswerUnreadableError';
}

/** Nobody is signed in any more. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/** Whoever asked has left: not worth a word. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
