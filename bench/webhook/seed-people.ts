import { openPool } from '../../core/database/pool.ts';
import { firstNameOf, languageOf, type People, usernameOf } from './update-mix.ts';

/** Telegram's ids of today have ten digits. */
const FIRST_ID = 5_000_000_001;
const PEOPLE = 2_000;
const FLEETS = 40;
const TERMINALS_PER_FLEET = 125;
export const TERMINALS = FLEETS * TERMINALS_PER_FLEET;
/** Of the fleet bot's list. */
const PAGE = 8;
const BOT = 'fleet';

/**
 * Forty fleets of 125 terminals, each with an owner, and everybody else a viewer of one; balances that came just now, orders open and closed.
 * The people are known to the bot and have spoken within the hour.
 */
export async function seedPeople(databaseUrl: string): Promise<People> {
  const database = openPool({
    endpoint: { url: databaseUrl },
    maxConnections: 1,
    applicationName: 'bench-seed',
    onIdleError: () => undefined,
  });
  try {
    const ids = Array.from({ length: PEOPLE }, (_, index) => FIRST_ID + index);
    await database.query(
      `insert into users (id, first_name, username, telegram_language)
       select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[])`,
      [ids, ids.map(firstNameOf), ids.map(usernameOf), ids.map(languageOf)],
    );
    await database.query('insert into bot_users (bot, user_id) select $1, id from users', [BOT]);
    await database.query(
      `insert into fleets (name) select 'Fleet ' || n from generate_series(1, $1::int) n`,
      [FLEETS],
    );
    await database.query(
      `insert into fleet_members (fleet_id, user_id, role)
       select 1 + n % $2::int, $1::bigint + n, case when n < $2 then 'owner' else 'viewer' end
         from generate_series(0, $3::int - 1) n`,
      [FIRST_ID, FLEETS, PEOPLE],
    );
    await database.query(
      `insert into terminals (fleet_id, name, host, port)
       select fleet, (array['eu', 'us', 'ap'])[1 + n % 3] || '-' || n % 5 || '-' || lpad(n::text, 3, '0'),
              '10.' || fleet || '.' || n || '.1', 2500
         from generate_series(1, $1::int) fleet, generate_series(1, $2::int) n`,
      [FLEETS, TERMINALS_PER_FLEET],
    );
    await database.query(
      `insert into balances (terminal_id, bot_name, available, total, is_running, version, received_at)
       select id, name, 40 + id % 900, 100 + id % 1900, id % 10 <> 0, 756, now() + interval '1 hour' from terminals`,
    );
    await database.query(
      `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, closed_at,
         created_at, updated_at, created_from_update, symbol, spent_btc, profit_btc, strategy)
       select id, n, 1, '{}', case when n < 3 then 'Open' else 'Closed' end, false, false, 'USDT', now() - n * interval '1 hour',
              case when n < 3 then null else now() - n * interval '50 minutes' end, now(), now(), false, 'XRP', 100, 1.5, 'EMA'
         from terminals, generate_series(1, 8) n`,
    );
    await database.query('analyze');
    const { rows } = await database.query<{ ends: string[] }>(
      `select array_agg(id::text order by place) as ends
         from (select id, fleet_id, row_number() over (partition by fleet_id order by lower(name), id) as place from terminals) t
        where place % $1 = 0 group by fleet_id order by fleet_id`,
      [PAGE],
    );
    return { firstId: FIRST_ID, count: PEOPLE, pageEnds: rows.map(({ ends }) => ends.map(Number)) };
  } finally {
    await database.end();
  }
}
