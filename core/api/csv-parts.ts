import type { Call } from './call.ts';
import { writeCursor } from './cursor.ts';

/** What every export in parts says of itself. */
export const IN_PARTS =
  'while the answer has a header `next-cursor`, ask again with it as `cursor` (the header `link` has the whole address) and put the parts one behind the other: only the first has the header line. UTF-8, CRLF, plain digits, times in UTC; what a spreadsheet would take for a formula begins with an apostrophe.';

/** Where the next part is. @param next undefined: this was the last one */
export function nextPartHeaders(
  { request }: Pick<Call, 'request'>,
  path: string,
  next: Readonly<Record<string, unknown>> | undefined,
): Record<string, string> {
  if (next === undefined) return {};
  const cursor = writeCursor(next);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) if (value !== undefined) query.set(name, value);
  query.set('cursor', cursor);
  return { 'next-cursor': cursor, link: `<${path}?${query.toString()}>; rel="next"` };
}
