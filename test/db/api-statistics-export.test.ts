import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { startTestApi, type TestApi } from '../support/api-calls.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const ADA = 1;
const NOW = new Date('2026-04-02T10:07:00Z');
const TERMINALS = 7;

let test: TestDatabase;
let api: TestApi;
let token: string;

beforeAll(async () => {
  test = await createTestDatabase('api_statistics_export');
  api = startTestApi(test.url);
  api.now = NOW;
  token = await api.tokenOf(ADA);
  const fleet = await makeFleet(test.database, ADA);
  for (let n = 0; n < TERMINALS; n += 1) {
    // The best ones have the last names.
    const terminalId = await makeTerminal(test.database, fleet, n === 0 ? '=0()' : `T${n}`);
    for (const currency of ['USDT', ...(n < 2 ? ['BTC'] : [])])
      await makeOrder(test.database, {
        terminalId,
        openedAt: `2026-03-0${n + 1}T08:00:00Z`,
        closedAt: `2026-03-0${n + 1}T09:00:00Z`,
        profit: String(10 + n),
        currency,
      });
  }
  await test.database.query(`select mark_closed_orders('-infinity')`);
  await refreshPart(test.database);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

const table = z.array(z.array(z.string()));

async function readParts(path: string): Promise<{ parts: string[]; links: string[] }> {
  const parts: string[] = [];
  const links: string[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const { status, text, headers } = await api.ask('GET', next, { token });
    expect(status).toBe(200);
    parts.push(text);
    const link = typeof headers['link'] === 'string' ? headers['link'] : undefined;
    expect(link === undefined).toBe(headers['next-cursor'] === undefined);
    next = link === undefined ? undefined : /^<(.+)>; rel="next"$/.exec(link)?.[1];
    if (next !== undefined) links.push(next);
  }
  return { parts, links };
}

describe('the export of statistics', () => {
  it.each([
    ['terminal', 'T1'],
    ['day', '2026-03-01'],
  ])('by %s leaves no row out when it is more than one part', async (by) => {
    const path = `/api/statistics/export?by=${by}&period=all`;
    const whole = (await readParts(path)).parts;
    const { parts, links } = await readParts(`${path}&limit=2`);

    expect(whole).toHaveLength(1);
    expect(parts).toHaveLength(Math.ceil((TERMINALS + 2) / 2));
    expect(links[0]).toContain('limit=2');
    const [header, ...rows] = table.parse(parse(parts.join(''), { bom: true }));
    const [wholeHeader, ...wholeRows] = table.parse(parse(whole.join(''), { bom: true }));
    expect(header).toEqual(wholeHeader);
    expect(rows.toSorted()).toEqual(wholeRows.toSorted());
    expect(new Set(rows.map((row) => row.join())).size).toBe(TERMINALS + 2);
  });

  it('is by profit in one part, and by name in several: sums may change between two', async () => {
    const namesOf = (parts: readonly string[]) =>
      table
        .parse(parse(parts.join(''), { bom: true }))
        .filter(([currency]) => currency === 'USDT')
        .map((row) => row[2]);
    const path = '/api/statistics/export?by=terminal&period=all';

    expect(namesOf((await readParts(path)).parts)).toEqual(['T6', 'T5', 'T4', 'T3', 'T2', 'T1', "'=0()"]);
    expect(namesOf((await readParts(`${path}&limit=3`)).parts)).toEqual([
      "'=0()",
      'T1',
      'T2',
      'T3',
      'T4',
      'T5',
      'T6',
    ]);
  });

  it('keeps the month in which it began, though it ends in the next', async () => {
    api.now = new Date('2026-03-31T23:59:59Z');
    const first = await api.ask('GET', '/api/statistics/export?by=day&period=month&limit=5', { token });
    api.now = new Date('2026-04-01T00:00:01Z');
    const cursor = String(first.headers['next-cursor']);
    const second = await api.ask(
      'GET',
      `/api/statistics/export?by=day&period=month&limit=5&cursor=${cursor}`,
      { token },
    );
    api.now = NOW;

    expect(second.status).toBe(200);
    expect(table.parse(parse(second.text))).toHaveLength(TERMINALS + 2 - 5);
  });

  it('takes only cursors of its own', async () => {
    const { status } = await api.ask('GET', '/api/statistics/export?by=day&period=all&cursor=bm8', { token });

    expect(status).toBe(400);
  });
});
