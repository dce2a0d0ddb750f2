import { maintainPartitions } from '../../core/database/partitions.ts';
import { pageErrors } from '../../core/fleet/errors/page-errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
const NOW = new Date('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const OWNER = 1;
const FLEET = '900';

/** More than may each be asked for a page of their own. */
const TERMINALS = 150;

beforeAll(async () => {
  store = await createTestDatabase('error_months');
  await store.database.query(`insert into users (id, first_name) values ($1, 'Ada'), (2, 'Bob')`, [OWNER]);
  await store.database.query(
    `insert into fleets (id, name) overriding system value values ($1, 'Big'), (901, 'Of others')`,
    [FLEET],
  );
  await store.database.query(
    `insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'owner'), (901, 2, 'owner')`,
    [FLEET, OWNER],
  );
  await store.database.query(
    `insert into terminals (id, fleet_id, name, host, port) overriding system value
     select n, case when n <= ${TERMINALS} then 900 else 901 end, 't' || n, '10.0.0.' || n, 2500 from generate_series(1, ${TERMINALS + 50}) n`,
  );
});
beforeEach(() => store.database.query('truncate api_errors restart identity'));
afterAll(() => store.close());

interface Line {
  readonly terminalId?: number;
  readonly at: Date;
  readonly code?: number;
  readonly symbol?: string;
}

async function write(...lines: readonly Line[]): Promise<void> {
  for (const { terminalId = 1, at, code = 400, symbol = 'XRP' } of lines)
    await store.database.query(
      `insert into api_errors (terminal_id, error_text, symbol, error_code, received_at) values ($1, 'refused', $2, $3, $4)`,
      [terminalId, symbol, code, at],
    );
}

async function allPages(filter: { code?: number; symbol?: string; from?: Date; to?: Date }, limit: number) {
  const found: string[] = [];
  let after: { at: string; id: string } | undefined;
  do {
    const page = await pageErrors(store.database, { ...filter, userId: OWNER, after, limit, now: NOW });
    found.push(...page.errors.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return found;
}

async function idsOf(condition: string): Promise<string[]> {
  const { rows } = await store.database.query<{ id: string }>(
    `select e.id::text from api_errors e join terminals t on t.id = e.terminal_id
      where t.fleet_id = ${FLEET} and ${condition} order by e.received_at desc, e.id desc`,
  );
  return rows.map(({ id }) => id);
}

describe('the errors of thousands of terminals', () => {
  beforeEach(async () => {
    // Several in one moment, over four months, a quarter of them of a fleet of others.
    await store.database.query(
      `insert into api_errors (terminal_id, error_text, symbol, error_code, received_at)
       select 1 + n % ${TERMINALS + 50}, 'refused', case n % 7 when 0 then null when 1 then 'btc' else 'S' || n % 7 end,
              case n % 5 when 0 then null else 400 + n % 5 end, $1::timestamptz - (n / 3) * interval '11 hours'
         from generate_series(0, 799) n`,
      [NOW],
    );
  });

  it.each([
    ['a code', { code: 402 }, 'e.error_code = 402'],
    ['a symbol, whatever its case', { symbol: 'BTC' }, `e.symbol = 'btc'`],
    ['both', { code: 403, symbol: 's2' }, `e.error_code = 403 and e.symbol = 'S2'`],
    ['a code that only others have', { code: 777 }, 'false'],
    [
      'a code in a period',
      { code: 401, from: ago(60), to: ago(30) },
      `e.error_code = 401 and e.received_at >= '${ago(60).toISOString()}' and e.received_at < '${ago(30).toISOString()}'`,
    ],
    ['nothing', {}, 'true'],
  ])('are paged by %s, the newest first, each once and none of others', async (_, filter, condition) => {
    await write({ terminalId: TERMINALS + 1, at: NOW, code: 777 });

    const pages = await allPages(filter, 7);

    expect(pages).toEqual(await idsOf(condition));
  });

  it('of a code are not looked for terminal by terminal', async () => {
    // As many as make it worth while: of few rows the database reads whichever it likes.
    await store.database.query(
      `insert into api_errors (terminal_id, error_text, error_code, received_at)
       select 1 + n % ${TERMINALS}, 'refused', 400 + n % 5, $1::timestamptz - n * interval '1 minute' from generate_series(1, 40000) n`,
      [NOW],
    );
    await store.database.query('analyze api_errors, terminals, fleet_members');
    const questions = jest.spyOn(store.database, 'query');
    await pageErrors(store.database, { userId: OWNER, code: 402, limit: 5, now: NOW });
    const [text, values] = questions.mock.calls.at(-1) ?? [];
    questions.mockRestore();

    const { rows } = await store.database.query<Record<string, unknown>>(`explain ${String(text)}`, values);

    expect(JSON.stringify(rows)).toContain('Scan');
    expect(JSON.stringify(rows)).not.toMatch(/api_errors_\w*terminal_id_received_at/);
  });
});

describe('the months of errors', () => {
  it('go when all of a month is older than the setting says, and no error of a kept month with them', async () => {
    await maintainPartitions(store.database, {
      now: ago(240),
      datagramLogRetentionDays: 30,
      apiErrorRetentionDays: 184,
    });
    await write({ at: ago(240) }, { at: ago(150) }, { at: ago(1) });

    await maintainPartitions(store.database, {
      now: NOW,
      datagramLogRetentionDays: 30,
      apiErrorRetentionDays: 184,
    });

    const { rows } = await store.database.query<{ at: Date }>(
      'select received_at as at from api_errors order by 1',
    );
    expect(rows.map(({ at }) => at)).toEqual([ago(150), ago(1)]);
  });

  it('take the next ids: alerts tell of what came after the last one that they told of', async () => {
    await write({ at: ago(40) }, { at: ago(1) });
    await maintainPartitions(store.database, {
      now: NOW,
      datagramLogRetentionDays: 30,
      apiErrorRetentionDays: 184,
    });
    await write({ at: NOW });

    const { rows } = await store.database.query<{ id: string }>(
      'select id::text from api_errors order by received_at',
    );
    expect(rows.map(({ id }) => Number(id))).toEqual([1, 2, 3]);
  });
});
