import { createHash } from 'node:crypto';
import type { HttpAnswer } from '../http/answers.ts';
import type { HttpRequest } from '../http/http-request.ts';

/** The tag of what an answer is made of. @param version changes with the shape that is made of the same content */
export function tagOf(content: string | Buffer, version: number): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}-${version}"`;
}

/** Whether the caller has it already (RFC 9110, `If-None-Match`): a proxy may have made the tag a weak one. */
export function isKnown({ headers }: Pick<HttpRequest, 'headers'>, tag: string): boolean {
  const given = headers['if-none-match'];
  if (given === undefined) return false;
  return given.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

/** The person's own browser may keep it, nobody in between, and it asks each time whether it is still the same. */
const CACHE_CONTROL = 'private, no-cache';

/** @param json asked for only when the caller does not have it */
export async function answerTagged(
  request: Pick<HttpRequest, 'headers'>,
  tag: string,
  json: () => unknown,
): Promise<HttpAnswer> {
  const headers = { etag: tag, 'cache-control': CACHE_CONTROL };
  if (isKnown(request, tag)) return { statusCode: 304, headers, body: undefined };
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(await json()),
  };
}
