import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { ORDER_GROUPS } from '../../core/fleet/orders/order-groups.ts';
import { ORDER_ROW_COLUMNS } from '../../core/fleet/order-row.ts';
import type { ApiAnswer, TestApi } from '../support/api-calls.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { addMember, makeTerminals } from '../support/command-fleet.ts';
import { makeFleet, makeOrder, makeTerminal, type OrderRow } from '../support/fleet-rows.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson } = useTestApi('api_orders');

const openedAt = '2026-03-01T00:00:00Z';
const closed = (terminalId: number, closedAt: string, change: Partial<OrderRow> = {}) =>
  makeOrder(store.database, { terminalId, openedAt, closedAt, profit: '1', ...change });

const idsOf = ({ body }: ApiAnswer): string[] =>
  z
    .array(z.object({ orderId: z.string() }))
    .parse(body.orders)
    .map(({ orderId }) => orderId);

describe('orders', () => {
  it('of all terminals come newest first, page by page, each once', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const fleetId = await makeFleet(store.database, owner);
    const terminals = [
      await makeTerminal(store.database, fleetId, 'A'),
      await makeTerminal(store.database, fleetId, 'B'),
      await makeTerminal(store.database, await makeFleet(store.database, owner), 'C'),
    ];
    const ids: string[] = [];
    for (let n = 0; n < 9; n += 1) {
      // Some of one moment, and months apart: what a list of recent days would not see.
      const closedAt = new Date(Date.parse('2026-03-10T00:00:00.123Z') - Math.floor(n / 2) * 40 * 86_400_000);
      ids.push(await closed(terminals[n % 3] ?? 0, closedAt.toISOString()));
    }
    await closed(terminals[0] ?? 0, '2026-03-10T01:00:00Z', { deleted: true });

    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await api.call('GET', `/api/orders?status=closed&limit=2${cursor}`, { token });
      expect(page.status).toBe(200);
      seen.push(...idsOf(page));
      cursor = typeof page.body.nextCursor === 'string' ? `&cursor=${page.body.nextCursor}` : '';
    } while (cursor !== '');

    expect(seen).toHaveLength(9);
    expect([...seen].sort()).toEqual([...ids].sort());
    const [first] = await rows('select max(closed_at) as at from orders where order_id = any($1)', [ids]);
    expect(first?.at).toEqual(new Date('2026-03-10T00:00:00.123Z'));
    expect(new Set(seen.slice(0, 2))).toEqual(new Set(ids.slice(0, 2)));
    expect(seen.at(-1)).toBe(ids[8]);
  });

  it('are found by every filter, all at once', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const fleetId = await makeFleet(store.database, owner);
    const a = await makeTerminal(store.database, fleetId, 'A');
    const b = await makeTerminal(store.database, fleetId, 'B');
    await rows(`insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'Long')`, [b]);
    const one = await closed(a, '2026-03-02T00:00:00Z', { strategy: 'Alpha' });
    const two = await closed(b, '2026-03-03T00:00:00Z', { currency: 'BTC' });
    const three = await closed(b, '2026-03-04T00:00:00Z', { isEmulator: true });
    const open = await makeOrder(store.database, { terminalId: a, openedAt });
    const cancelled = await closed(a, '2026-03-05T00:00:00Z');
    await rows(`update orders set status = 'Cancelled', symbol = 'DOGE' where order_id = $1`, [cancelled]);
    const found = async (query: string) => idsOf(await api.call('GET', `/api/orders?${query}`, { token }));

    expect(await found('')).toEqual([open]);
    expect(await found('status=closed')).toEqual([three, two, one]);
    expect(await found('status=cancelled')).toEqual([cancelled]);
    expect(await found('status=cancelled&symbol=xrp')).toEqual([]);
    expect(await found('status=closed&symbol=xrp&strategy=ALPHA')).toEqual([one]);
    expect(await found('status=closed&strategy=')).toEqual([three, two]);
    expect(await found(`status=closed&terminalId=${b}`)).toEqual([three, two]);
    expect(await found('status=closed&group=long')).toEqual([three, two]);
    expect(await found('status=closed&emulator=true')).toEqual([three]);
    expect(await found('status=closed&emulator=false&currency=usdt')).toEqual([one]);
    expect(await found(`status=closed&fleetId=${fleetId}&tag=none`)).toEqual([]);
    expect(await found('status=closed&from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z')).toEqual([two]);
    expect(await found('status=closed&from=2026-03-04T03:00:00%2B03:00')).toEqual([three]);
  });

  it('of others are told to nobody, whatever is asked', async () => {
    const [owner, stranger, viewer] = [newPerson(), newPerson(), newPerson()];
    const fleetId = await makeFleet(store.database, owner);
    const terminalId = await makeTerminal(store.database, fleetId, 'Hidden');
    const orderId = await closed(terminalId, '2026-03-02T00:00:00Z');
    await addMember(store.database, fleetId, viewer, 'viewer');
    const token = await api.tokenOf(stranger);
    const path = `/api/orders/${terminalId}/${orderId}`;

    expect(idsOf(await api.call('GET', '/api/orders?status=closed', { token }))).toEqual([]);
    for (const query of [`fleetId=${fleetId}`, `terminalId=${terminalId}`])
      expect((await api.call('GET', `/api/orders?${query}`, { token })).status).toBe(404);
    expect((await api.call('GET', path, { token })).status).toBe(404);
    expect((await api.call('GET', `${path}/chart`, { token })).status).toBe(404);
    expect((await api.ask('GET', '/api/orders/export?status=closed', { token })).text).not.toContain(orderId);
    expect((await api.call('GET', path, { token: await api.tokenOf(viewer) })).status).toBe(200);
  });

  it.each([
    ['status=all', 'status'],
    ['from=yesterday', 'from'],
    ['from=2026-03-01', 'from'],
    ['terminalId=-1', 'terminalId'],
    ['emulator=maybe', 'emulator'],
    ['limit=501', 'limit'],
    [`cursor=${Buffer.from('{"at":"1","terminalId":1,"orderId":"x"}').toString('base64url')}`, 'cursor'],
  ])('are refused for %s, and the parameter is named', async (query, field) => {
    const token = await api.tokenOf(newPerson());

    expect(await api.call('GET', `/api/orders?${query}`, { token })).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });

  it('are read on from any forged cursor without an error', async () => {
    const token = await api.tokenOf(newPerson());
    const far = '9'.repeat(19);

    for (const at of [far, `-${far}`]) {
      const place = { at, terminalId: 999_999_999, orderId: `-${far}` };
      const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
      expect((await api.call('GET', `/api/orders?status=closed&cursor=${cursor}`, { token })).status).toBe(
        200,
      );
    }
  });
});

describe('closed orders of many terminals', () => {
  it('are the same, in the same order, from the orders and from what the statistics keep', async () => {
    const [owner, stranger] = [newPerson(), newPerson()];
    const token = await api.tokenOf(owner);
    const fleetId = await makeFleet(store.database, owner);
    const terminals = await makeTerminals(store.database, fleetId, 120);
    const foreign = await makeTerminals(store.database, await makeFleet(store.database, stranger), 1);
    await rows(
      `insert into terminal_labels (terminal_id, kind, name) select unnest($1::bigint[]), 'group', 'Most'`,
      [terminals.slice(0, 110)],
    );
    await makeManyOrders(terminals, 400);
    await makeManyOrders(foreign, 20);
    const queries = [
      '',
      '&strategy=STRATEGY 1',
      '&symbol=s2&emulator=false',
      '&strategy=',
      '&currency=usdt&group=most',
      '&symbol=none',
      '&from=2026-02-01T00:00:00Z&to=2026-03-09T00:00:00Z',
    ];
    const readAll = async () => {
      const found: string[][] = [];
      for (const query of queries) {
        const ids: string[] = [];
        let cursor = '';
        do {
          const path = `/api/orders?status=closed&limit=150${query}${cursor}`;
          const page = await api.call('GET', path, { token });
          expect(page.status).toBe(200);
          ids.push(...idsOf(page));
          cursor = typeof page.body.nextCursor === 'string' ? `&cursor=${page.body.nextCursor}` : '';
        } while (cursor !== '');
        found.push(ids);
      }
      return found;
    };
    api.now = new Date('2026-03-10T12:00:00Z');
    await rows('update api_tokens set expires_at = $1', ['2027-01-01T00:00:00Z']);

    const before = await readAll();
    await rows('select mark_closed_orders($1)', ['2000-01-01T00:00:00Z']);
    while (!(await refreshPart(store.database)).isComplete);
    // Half of what there is was closed later than the statistics know of.
    await rows('update statistic_state set refreshed_at = $1', ['2026-03-09T06:00:00Z']);
    const after = await readAll();

    expect(before.map((ids) => ids.length)).toMatchObject([
      400,
      expect.any(Number),
      expect.any(Number),
      100,
      expect.any(Number),
      0,
      expect.any(Number),
    ]);
    expect(before[1]?.length).toBe(100);
    expect(after).toEqual(before);
    // It is them that were read: what they lost is not told.
    await rows('delete from closed_orders where order_id = 500399');
    expect((await readAll())[0]).toHaveLength(399);
    await rows('update statistic_state set refreshed_at = null');
  });

  /** Newest at noon of 10 March 2026, some of one moment, each older than the one before by more. */
  async function makeManyOrders(terminals: readonly number[], count: number): Promise<void> {
    await rows(
      `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, closed_at,
         created_at, updated_at, created_from_update, symbol, spent_btc, profit_btc, strategy)
       select ($1::bigint[])[n % cardinality($1::bigint[]) + 1], 500000 + n, 1, '{}', 'Closed', false, n % 3 = 0,
         case when n % 5 > 0 then 'USDT' end, '2025-01-01Z', timestamptz '2026-03-10 11:00Z' - (n / 2) * (n / 2) * interval '3 minutes',
         now(), now(), false, 'S' || n % 4, 100, 1, case when n % 4 > 0 then 'Strategy ' || n % 4 end
       from generate_series(1, $2::int) n`,
      [terminals, count],
    );
  }
});

describe('one order', () => {
  it('is told with every column that is set, exactly, and no other', async () => {
    const owner = newPerson();
    const terminalId = await makeTerminal(store.database, await makeFleet(store.database, owner), 'A');
    const orderId = await closed(terminalId, '2026-03-02T00:00:00.250Z', { profit: '0.123456789012345678' });
    await rows(
      `update orders set d24h = -1.5, comment = 'c', strategy_id = 9007199254740993, is_short = true where order_id = $1`,
      [orderId],
    );

    const answer = await api.call('GET', `/api/orders/${terminalId}/${orderId}`, {
      token: await api.tokenOf(owner),
    });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        hasChart: false,
        order: { terminalId, orderId, profit: '0.123456789012345678', isShort: true },
      },
    });
    const groups = z
      .array(
        z.object({
          group: z.string(),
          fields: z.array(z.object({ column: z.string(), value: z.unknown() })),
        }),
      )
      .parse(answer.body.groups);
    const fields = new Map(
      groups.flatMap(({ fields: all }) => all.map(({ column, value }) => [column, value])),
    );
    expect(fields.get('profit_btc')).toBe('0.123456789012345678');
    expect(fields.get('strategy_id')).toBe('9007199254740993');
    expect(fields.get('d24h')).toBe('-1.5');
    expect(fields.get('is_short')).toBe(true);
    expect(fields.get('closed_at')).toBe('2026-03-02T00:00:00.250Z');
    expect(fields.has('pump_1h')).toBe(false);
    expect(groups.map(({ group }) => group)).not.toContain('connection');
  });

  it('has a group for every column that there is, but for the mark of a deleted one', () => {
    const grouped = Object.values(ORDER_GROUPS).flat().sort();
    const all = ORDER_ROW_COLUMNS.map(({ column }) => column).filter((name) => name !== 'deleted');

    expect(grouped).toEqual([...all].sort());
  });

  it.each(['/api/orders/1/x', '/api/orders/x/1', '/api/orders/1/99999999999999999999'])(
    'at %s is not there',
    async (path) => {
      expect((await api.call('GET', path, { token: await api.tokenOf(newPerson()) })).status).toBe(404);
    },
  );
});

describe('the export of orders', () => {
  it('is one CSV file out of its parts, in which no cell is a formula and every number is one', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const terminalId = await makeTerminal(store.database, await makeFleet(store.database, owner), '=cmd|A1');
    for (let n = 0; n < 5; n += 1)
      await closed(terminalId, `2026-03-0${n + 2}T00:00:00Z`, {
        profit: n === 0 ? '-0.00000001' : '12345678901234567890.5',
        strategy: n === 0 ? '@SUM("a",1)\nnext' : 'Альфа',
      });

    let text = '';
    let path: string | undefined = '/api/orders/export?status=closed&limit=2';
    const sizes: number[] = [];
    while (path !== undefined) {
      const part: Awaited<ReturnType<TestApi['ask']>> = await api.ask('GET', path, { token });
      expect(part).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } });
      sizes.push(part.text.length);
      text += part.text;
      const link = z.string().optional().parse(part.headers.link);
      expect(link === undefined).toBe(part.headers['next-cursor'] === undefined);
      path = link === undefined ? undefined : /^<(.+)>; rel="next"$/.exec(link)?.[1];
    }

    expect(sizes).toHaveLength(3);
    expect(text.startsWith('\ufeffterminal_id,terminal,order_id,')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    const parsed = z
      .array(z.record(z.string(), z.string()))
      .parse(parse(text, { bom: true, columns: true, record_delimiter: '\r\n' }));
    expect(parsed).toHaveLength(5);
    expect(parsed.at(-1)).toMatchObject({
      terminal: "'=cmd|A1",
      strategy: `'@SUM("a",1)\nnext`,
      profit: '-0.00000001',
      spent: '100',
      side: 'long',
      emulator: 'no',
      closed_at_utc: '2026-03-02T00:00:00.000Z',
    });
    expect(parsed[0]).toMatchObject({ strategy: 'Альфа', profit: '12345678901234567890.5' });
  });

  it('of nothing has a header line alone', async () => {
    const { text, headers } = await api.ask('GET', '/api/orders/export', {
      token: await api.tokenOf(newPerson()),
    });

    expect(text.split('\r\n')).toHaveLength(2);
    expect(headers).not.toHaveProperty('link');
  });
});
