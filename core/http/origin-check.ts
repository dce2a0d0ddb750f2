import { ORIGIN_HEADER } from '../contracts/http.ts';
import type { HttpRequest } from './http-request.ts';
import { secretsEqual } from './secrets-equal.ts';

/** Whether a request came through CloudFront, and so past the firewall. */
export type OriginCheck = (request: HttpRequest) => Promise<boolean>;

/** On one machine there is no CloudFront. */
export const admitEverybody: OriginCheck = () => Promise.resolve(true);

/** Without a domain of the stage's own the API's door stays open to the world, and only this header tells who walked round CloudFront. */
export function checkOrigin(readSecret: () => Promise<string>): OriginCheck {
  return async ({ headers }) => {
    const given = headers[ORIGIN_HEADER];
    return given !== undefined && secretsEqual(given, await readSecret());
  };
}
