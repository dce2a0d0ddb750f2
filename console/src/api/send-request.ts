import type * as z from 'zod';
import { dropUnknownKeys } from './drop-unknown-keys.ts';
import { AnswerUnreadableError, isAbort, ProblemAnswerError, UnreachableError } from './problem.ts';

export type QueryValue = string | number | boolean | null | undefined;

export interface ApiRequest<Answer> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Such as `/api/terminals`. */
  readonly path: string;
  /** What is null, undefined or empty is left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  /** Of the answer; from core/api/.../*-shapes.ts. */
  readonly answer: z.ZodType<Answer>;
  /** For what must happen once: a new one (`crypto.randomUUID()`) for each press of a button. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The answer, with what its headers say. */
export interface ApiAnswer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

/**
 * One request, sent once.
 * @throws ProblemAnswerError, UnreachableError, AnswerUnreadableError; a DOMException when `signal` says so
 */
export async function sendRequest<Answer>(
  request: ApiRequest<Answer>,
  token: string | undefined,
): Promise<ApiAnswer<Answer>> {
  const response = await fetchAnswer(request, token, 'application/json');
  const parsed = readAnswer(request.answer, await readJson(response));
  if (!parsed.success)
    throw new AnswerUnreadableError(`${request.path}: ${parsed.error.message.slice(0, 300)}`);
  return { body: parsed.data, headers: response.headers };
}

/** A newer server may say more than this page knows of: that much is passed over. */
function readAnswer<Answer>(shape: z.ZodType<Answer>, body: unknown): z.ZodSafeParseResult<Answer> {
  const parsed = shape.safeParse(body);
  return !parsed.success && dropUnknownKeys(body, parsed.error.issues) ? shape.safeParse(body) : parsed;
}

/** The same for what is not JSON. */
export async function sendForText(
  request: Omit<ApiRequest<unknown>, 'answer'>,
  token: string | undefined,
): Promise<ApiAnswer<string>> {
  const response = await fetchAnswer(request, token, '*/*');
  return { body: await response.text(), headers: response.headers };
}

async function fetchAnswer(
  { method = 'GET', path, query = {}, body, idempotencyKey, signal }: Omit<ApiRequest<unknown>, 'answer'>,
  token: string | undefined,
  accept: string,
): Promise<Response> {
  const headers = {
    accept,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new UnreachableError('no answer', { cause: error });
  }
  if (!response.ok) throw new ProblemAnswerError(response.status, await readJson(response));
  return response;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

export function addressOf(path: string, query: Readonly<Record<string, QueryValue>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
