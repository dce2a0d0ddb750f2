import { startTestApi } from '../support/api-calls.ts';
import { makeFleet } from '../support/fleet-rows.ts';
import { createTestDatabase } from '../support/test-database.ts';

it('measures', async () => {
  const store = await createTestDatabase('tmp_measure');
  const api = startTestApi(store.url);
  const db = store.database;
  const fleetId = await makeFleet(db, 1);
  const token = await api.tokenOf(1);
  await db.query(`insert into terminals (fleet_id, name, host, port) select $1, 't' || n, '10.9.' || n / 200 || '.' || n % 200, 3000 from generate_series(1, 10000) n`, [fleetId]);
  await db.query(`insert into terminal_labels select id, 'group', 'g' || id % 100 from terminals`);
  await db.query(`insert into balances (terminal_id, received_at, available, total, is_running, version) select id, now(), 10, 20, true, 756 from terminals`);
  await db.query('set statement_timeout = 0').catch(() => undefined);
  for (let part = 0; part < 10; part += 1)
    await db.query(
      `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, closed_at, created_at, updated_at, created_from_update, symbol, spent_btc, profit_btc, strategy)
       select t.id, $1 * 1000000 + n, 1, '{}', 'Closed', false, n % 10 = 0, 'USDT', now() - interval '1 h' - age, now() - age, now(), now(), false, 'S' || n % 200, 100, (n % 13) - 6, 'strategy ' || n % 20
         from generate_series(1, 100000) n cross join lateral (select random() * interval '360 days' as age) a
         join (select id, row_number() over (order by id) as place from terminals) t on t.place = n % 3000 + 1`, [part]);
  await db.query(
      `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, created_at, updated_at, created_from_update, symbol)
       select id, 99000000 + g, 1, '{}', 'Open', false, false, 'USDT', now() - random() * interval '1 day', now(), now(), false, 'S1' from terminals, generate_series(1, 3) g`);
  await db.query(`insert into balance_history (terminal_id, minute, available, total) select id, m, 10, 20 + random() from terminals, generate_series(date_trunc('minute', now()) - interval '1 day', now(), interval '1 minute') m where id % 10 < 1`);
  await db.query('analyze');
  const time = async (label: string, path: string) => {
    const times: number[] = [];
    let status = 0, size = 0;
    for (let n = 0; n < 4; n += 1) {
      const at = performance.now();
      const answer = await api.ask('GET', path, { token });
      times.push(Math.round(performance.now() - at));
      status = answer.status; size = answer.text.length;
      if (status !== 200) { console.log(answer.text.slice(0, 300), api.errors.at(-1)); break; }
    }
    console.log(label, status, size, times.join(' '));
  };
  await time('terminals 1000', '/api/terminals?limit=1000');
  await time('terminals by group', '/api/terminals?limit=1000&group=g5');
  await time('profit today', '/api/terminals/profit-today');
  await time('balances', '/api/balances');
  await time('open', '/api/orders?limit=100');
  await time('closed', '/api/orders?status=closed&limit=100');
  await time('closed strategy', '/api/orders?status=closed&limit=100&strategy=strategy 3');
  await time('closed symbol', '/api/orders?status=closed&limit=100&symbol=S7');
  await time('closed none', '/api/orders?status=closed&limit=100&symbol=NONE');
  await time('closed group', '/api/orders?status=closed&limit=100&group=g5');
  await time('closed terminal', '/api/orders?status=closed&limit=100&terminalId=5');
  await time('cancelled', '/api/orders?status=cancelled&limit=100');
  await time('history 1 terminal', '/api/balances/history?terminalId=10');
  await time('history 1000 terminals', '/api/balances/history');
  await time('groups', '/api/groups');
  await time('errors', '/api/errors');
  await time('export', '/api/orders/export?status=closed');
  await api.close();
  await store.close();
}, 590_000);
