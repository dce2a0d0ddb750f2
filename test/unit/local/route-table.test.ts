import type { RouteWiring } from '../../../local/assembly/wiring.ts';
import { RouteTable } from '../../../local/http/route-table.ts';

const route = (routeKey: string): RouteWiring => ({
  apiId: 'Api',
  protocol: 'HTTP',
  routeKey,
  functionArn: `arn:${routeKey}`,
  timeoutMs: 1_000,
});

/** The example of API Gateway's guide, with two methods of one path, in an order that must not matter. */
const TABLE = new RouteTable(
  [
    '$default',
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'ANY /pets/dog/{id}',
    'GET /pets/dog/{id}',
    'GET /pets/dog/1',
  ].map(route),
);

describe('RouteTable', () => {
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['PUT', '/pets/dog/2', 'ANY /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['POST', '/pets/cat/1', 'ANY /{proxy+}', { proxy: 'pets/cat/1' }],
    ['GET', '/', '$default', {}],
  ])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
    expect(TABLE.match(method, path)).toEqual({ route: route(routeKey), pathParameters });
  });

  it('has no answer for another method, a longer path, or an empty parameter', () => {
    const table = new RouteTable([route('POST /telegram/{bot}')]);

    expect(table.match('POST', '/telegram/fleet')?.pathParameters).toEqual({ bot: 'fleet' });
    for (const [method, path] of [
      ['GET', '/telegram/fleet'],
      ['POST', '/telegram/fleet/more'],
      ['POST', '/telegram/'],
      ['POST', '/telegram'],
    ] as const)
      expect(table.match(method, path)).toBeUndefined();
  });
});
