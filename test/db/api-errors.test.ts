import { z } from 'zod';
import { makeFleet } from '../support/fleet-rows.ts';
import { useTestApi } from '../support/test-api.ts';
import { makeTwoTerminals } from '../support/two-terminals.ts';

const given = useTestApi('api_errors');
const { api, store, rows, newPerson } = given;
const newFleet = () => makeTwoTerminals(given);

describe('errors', () => {
  const tell = async (terminalId: number, receivedAt: string, code: number | null, symbol: string | null) =>
    rows(
      `insert into api_errors (terminal_id, error_text, error_time, symbol, error_code, received_at) values ($1, 'text', null, $2, $3, $4)`,
      [terminalId, symbol, code, receivedAt],
    );

  it('come newest first, page by page, by every filter, and are counted', async () => {
    const { token, a, b } = await newFleet();
    await tell(a, '2026-03-10T00:00:00Z', 400, 'XRP');
    await tell(b, '2026-03-10T01:00:00Z', -2019, 'XRP');
    await tell(b, '2026-03-10T01:00:00Z', -2019, null);
    await tell(a, '2026-03-10T02:00:00Z', null, '1000PEPE');
    await tell((await newFleet()).a, '2026-03-10T02:00:00Z', 400, 'XRP');
    const read = async (query: string) => (await api.call('GET', `/api/errors?${query}`, { token })).body;
    const codesOf = (body: Record<string, unknown>) =>
      z
        .array(z.object({ code: z.number().nullable() }))
        .parse(body.errors)
        .map(({ code }) => code);

    const first = await read('limit=2');
    const second = await read(`limit=2&cursor=${z.string().parse(first.nextCursor)}`);
    expect([first, second].flatMap(codesOf)).toEqual([null, -2019, -2019, 400]);
    expect(second).not.toHaveProperty('nextCursor');
    expect(codesOf(await read('code=-2019'))).toHaveLength(2);
    expect(codesOf(await read('symbol=xrp'))).toEqual([-2019, 400]);
    expect(codesOf(await read(`terminalId=${a}&from=2026-03-10T00:00:00Z&to=2026-03-10T02:00:00Z`))).toEqual([
      400,
    ]);

    const span = 'from=2026-03-10T00:00:00Z&to=2026-03-10T02:00:00.001Z';
    expect((await api.call('GET', `/api/errors/summary?${span}`, { token })).body).toEqual({
      from: '2026-03-10T00:00:00.000Z',
      to: '2026-03-10T02:00:00.001Z',
      total: 4,
      byTerminal: [
        { terminalId: a, name: 'A', errors: 2, newestAt: '2026-03-10T02:00:00.000Z' },
        { terminalId: b, name: 'B', errors: 2, newestAt: '2026-03-10T01:00:00.000Z' },
      ],
      byCode: [
        { code: -2019, errors: 2, newestAt: '2026-03-10T01:00:00.000Z' },
        { code: null, errors: 1, newestAt: '2026-03-10T02:00:00.000Z' },
        { code: 400, errors: 1, newestAt: '2026-03-10T00:00:00.000Z' },
      ],
      bySymbol: [
        { symbol: 'XRP', errors: 2, newestAt: '2026-03-10T01:00:00.000Z' },
        { symbol: '1000PEPE', errors: 1, newestAt: '2026-03-10T02:00:00.000Z' },
        { symbol: null, errors: 1, newestAt: '2026-03-10T01:00:00.000Z' },
      ],
    });
    expect(
      (
        await api.call('GET', '/api/errors/summary?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z', {
          token,
        })
      ).body,
    ).toMatchObject({
      total: 0,
      byTerminal: [],
      byCode: [],
      bySymbol: [],
    });
  });
});

describe('errors of more terminals than are asked one by one', () => {
  it('are the same page by page as all at once, however far they lie apart', async () => {
    const owner = newPerson();
    const fleetId = await makeFleet(store.database, owner);
    const token = await api.tokenOf(owner);
    await rows(
      `insert into terminals (fleet_id, name, host, port) select $1, 'E' || n, '10.88.0.' || n, 2500 from generate_series(1, 120) as n`,
      [fleetId],
    );
    // From now on back in time, ever further apart, some at one moment.
    await rows(
      `insert into api_errors (terminal_id, error_text, received_at)
       select id, name, $2::timestamptz - (id % 40) * (id % 40) * (id % 40) * interval '30 minutes' from terminals where fleet_id = $1`,
      [fleetId, api.now],
    );
    const expected = await rows(
      `select e.id::text from api_errors e join terminals t on t.id = e.terminal_id where t.fleet_id = $1
        order by e.received_at desc, e.id desc`,
      [fleetId],
    );
    const page = z.object({
      errors: z.array(z.object({ id: z.string() })),
      nextCursor: z.string().optional(),
    });

    const told: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const given: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await api.call('GET', `/api/errors?limit=17${given}`, { token });
      const { errors, nextCursor } = page.parse(body);
      told.push(...errors.map(({ id }) => id));
      cursor = nextCursor;
    }

    expect(told).toHaveLength(120);
    expect(told).toEqual(expected.map(({ id }) => id));
  });

  it('are counted of at most 92 days', async () => {
    const { token } = await newFleet();
    const summary = async (from: string) =>
      (await api.call('GET', `/api/errors/summary?from=${from}&to=2026-04-03T00:00:00Z`, { token })).status;

    expect(await summary('2026-01-01T00:00:00Z')).toBe(200);
    expect(await summary('2025-12-31T00:00:00Z')).toBe(400);
    expect(await summary('2026-04-03T00:00:00Z')).toBe(400);
  });
});
