import * as z from 'zod';
import { ProblemError } from '../http/answers.ts';
import type { HttpRequest } from '../http/http-request.ts';

export const MAX_BODY_BYTES = 64 * 1024;

/** @throws ProblemError that names each field that is wrong */
export function readJsonBody<T>(
  { body }: Pick<HttpRequest, 'body'>,
  schema: z.ZodType<T>,
  maxBytes = MAX_BODY_BYTES,
): T {
  if (body.length > maxBytes)
    throw new ProblemError({
      status: 413,
      title: 'Too large',
      detail: `Send at most ${maxBytes} bytes: a list in parts, and many terminals by a group, a tag or all.`,
    });
  return read(schema, parseJson(body), 'The body is not as it has to be: see `errors`.');
}

/** @throws ProblemError that names each parameter that is wrong */
export function readQuery<T>({ query }: Pick<HttpRequest, 'query'>, schema: z.ZodType<T>): T {
  return read(schema, query, 'The parameters of the address are not as they have to be: see `errors`.');
}

function parseJson(body: Buffer): unknown {
  // Where every field may be missing, so may all of it.
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ProblemError({
      status: 400,
      title: 'Not JSON',
      detail: 'Send the body as a JSON object, in UTF-8.',
    });
  }
}

function read<T>(schema: z.ZodType<T>, given: unknown, detail: string): T {
  const parsed = schema.safeParse(given);
  const unstorable = parsed.success ? findUnstorable(given, []) : undefined;
  if (parsed.success && unstorable === undefined) return parsed.data;
  const issues = parsed.error?.issues ?? [
    { path: unstorable ?? [], message: 'has characters that have no place there' },
  ];
  const errors = issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  // A list of ten thousand wrong ids does not need as many lines.
  throw new ProblemError({
    status: 400,
    title: 'Invalid request',
    detail,
    extra: { errors: errors.slice(0, 20) },
  });
}

/** PostgreSQL's text has no NUL, and its JSON no half of a surrogate pair; the JSON that is sent to us can carry both. @returns where one is */
function findUnstorable(given: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof given === 'string') return given.includes('\0') || !given.isWellFormed() ? path : undefined;
  if (typeof given !== 'object' || given === null) return undefined;
  for (const [name, value] of Object.entries(given)) {
    const found = findUnstorable(name, path) ?? findUnstorable(value, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MAX_BIGINT = 9_223_372_036_854_775_807n;

/** Id of a fleet: digits as text, or a number. */
export const fleetIdInput = z
  .union([z.string(), z.int()])
  .transform(String)
  .refine((text) => /^\d{1,19}$/.test(text) && BigInt(text) <= MAX_BIGINT, 'the id of a fleet is a number');

/** Words of a person in an address. */
export const wordsInput = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'control characters have no place here');

/** How many things a page has, as text. */
export const pageLimitInput = (defaultLimit: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `a whole number from 1 to ${max}`)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= max, `a whole number from 1 to ${max}`)
    .default(defaultLimit);

/** Id of a terminal in a path. @returns undefined for what is none */
export function readTerminalId(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
