import { ProblemError } from '../../http/answers.ts';
import type { HttpRequest } from '../../http/http-request.ts';

/**
 * A form of another site's page could sign a browser in as whoever made that page, and its owner would type the passwords of their terminals
 * into a stranger's fleet. Browsers say where a request comes from (Fetch Metadata, W3C), and no script can change it; programs say nothing.
 * @throws ProblemError
 */
export function refuseOtherSites({ headers }: Pick<HttpRequest, 'headers'>): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ProblemError({
    status: 403,
    title: 'From another site',
    detail: 'Pages of other sites cannot sign anybody in here. Open the console and sign in there.',
  });
}
