import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_ROUTES, ROUTES } from '../../../core/api/routes.ts';

const DOC = readFileSync(join(__dirname, '../../../docs/http-api.md'), 'utf8');

it('docs/http-api.md lists every route with what it does, and none that is not there', () => {
  const documented = [...DOC.matchAll(/^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` +\| (.*?) +\|$/gm)].map(
    ([, request, words]) => `${request}: ${words}`,
  );

  const served = [...ROUTES, ...LOCAL_ROUTES].map(
    ({ method, path, summary, access }) =>
      `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}: ${summary}${access === 'administrator' ? ' (administrators)' : ''}`,
  );

  expect(documented.sort()).toEqual(served.sort());
});
