import { isIP } from 'node:net';
import type { HttpRequest } from './http-request.ts';

/**
 * The network address of whoever asks. Behind CloudFront the connection is CloudFront's, which writes its caller's address at the end of
 * `X-Forwarded-For`, and API Gateway may write CloudFront's after it. What stands before that is the caller's own word and is not believed.
 * @returns null when the event tells none
 */
export function callerAddress(
  { headers, sourceIp }: Pick<HttpRequest, 'headers' | 'sourceIp'>,
  isBehindEdge: boolean,
): string | null {
  if (isBehindEdge) {
    const hops = (headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim());
    if (hops.at(-1) === sourceIp) hops.pop();
    const viewer = hops.at(-1) ?? '';
    if (isIP(viewer) !== 0) return viewer;
  }
  return isIP(sourceIp) === 0 ? null : sourceIp;
}
