import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RouteDefinition } from '../../core/api/define-route.ts';
import { ROUTES } from '../../core/api/routes.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { useTestApi } from '../support/test-api.ts';

/** What no page sends, and others do. */
const { api, store } = useTestApi('api_input');
let fleetId: string;
let terminalId: number;
let token: string;

const PERSON = 1;

beforeAll(async () => {
  fleetId = await makeFleet(store.database, PERSON);
  terminalId = await makeTerminal(store.database, fleetId, 'Alpha');
});
beforeEach(async () => {
  token = await api.tokenOf(PERSON);
});

const forged = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

const HUGE = '9999999999999999999';
const CURSORS = [
  'x',
  forged(null),
  forged([]),
  forged({ after: 1e300 }),
  forged({ after: Number.MAX_SAFE_INTEGER }),
  forged({ before: HUGE }),
  forged({ before: '999999999999999999' }),
  forged({ at: HUGE, id: HUGE }),
  forged({ at: '999999999999999999', id: '999999999999999999' }),
  forged({ at: HUGE, terminalId: Number.MAX_SAFE_INTEGER, orderId: `-${HUGE}` }),
  forged({ at: `-${HUGE}`, terminalId: 1, orderId: '1' }),
  ...[
    '0000-01-01T00:00:00Z',
    '0000-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    `2026-01-01T00:00:00.${'1'.repeat(200)}Z`,
  ].map((createdAt) => forged({ createdAt, id: randomUUID() })),
];
const VALUES = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '%',
  `'"\\;--`,
  '-1',
  '0',
  HUGE,
  '1e9',
  'true',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59.999999999-23:59',
  'x'.repeat(5_000),
];

/** Paths of things that are the caller's, and of what cannot be one. */
function pathsOf({ path }: RouteDefinition): readonly string[] {
  const own = path
    .replace('/terminals/:id', `/terminals/${terminalId}`)
    .replace('/fleets/:id', `/fleets/${fleetId}`)
    .replace(':terminalId', String(terminalId));
  const fill = (path: string, value: string): string => path.replaceAll(/:\w+/g, value);
  return [
    fill(own, '1'),
    ...['0', '-1', HUGE, `-${HUGE}`, '%00', '%25', '%ff', 'a%2Fb', randomUUID()].map((value) =>
      fill(path, value),
    ),
  ];
}

function parametersOf({ query }: RouteDefinition): readonly string[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), z.unknown()).default({}) })
    .parse(query === null ? {} : z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }));
  return Object.keys(properties);
}

const READS = ROUTES.filter(({ method }) => method === 'GET');

it.each(READS.map((route): [string, RouteDefinition] => [route.path, route]))(
  'GET %s answers odd input without failing',
  async (_, route) => {
    const targets = new Set(pathsOf(route));
    const [own = ''] = targets;
    for (const name of parametersOf(route))
      for (const value of name === 'cursor' ? CURSORS : VALUES)
        targets.add(`${own}?${name}=${encodeURIComponent(value.toWellFormed())}`);

    const failed: string[] = [];
    for (const target of targets) {
      const { status } = await api.ask('GET', target, { token });
      if (status >= 500) failed.push(`${status} ${target.slice(0, 200)}`);
    }

    expect(failed).toEqual([]);
    expect(api.errors).toEqual([]);
  },
);

it.each(['a\0b', '\ud800', 'a\udc00b'])(
  'a text that the database cannot keep is refused: %j',
  async (text) => {
    const bodies: readonly (readonly [string, string, object, string])[] = [
      ['POST', '/api/keys', { name: text }, 'name'],
      ['PATCH', `/api/fleets/${fleetId}`, { name: text }, 'name'],
      ['POST', '/api/terminals', { name: 'B', host: '10.1.1.2', port: 1, note: text }, 'note'],
      ['PATCH', `/api/terminals/${terminalId}`, { tags: [text] }, 'tags.0'],
      ['POST', '/api/presets', { fleetId, name: text, commands: ['lst'] }, 'name'],
      ['POST', '/api/presets', { fleetId, name: 'A', commands: [text] }, 'commands.0'],
      [
        'POST',
        '/api/terminals/import',
        { terminals: [{ name: 'B', host: '10.1.1.2', port: 1, tags: [text] }] },
        'terminals.0.tags.0',
      ],
    ];
    for (const [method, path, body, field] of bodies)
      expect(await api.call(method, path, { token, body })).toMatchObject({
        status: 400,
        body: { errors: [{ field }] },
      });
    expect(api.errors).toEqual([]);
  },
);
