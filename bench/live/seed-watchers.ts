import { createHash, randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LiveTable, openLiveTable } from '../../core/aws/live-table.ts';
import type { Database } from '../../core/database/pool.ts';
import { credentialOf } from '../../core/live/read-viewers.ts';
import { issueTicket } from '../../core/live/ticket.ts';
import type { Stack } from '../../local/stack.ts';
import { REGION } from '../../local/stack-context.ts';

/** A person with a fleet, and who has signed in. */
export interface Watcher {
  readonly userId: number;
  readonly credential: string;
  /** Ids of the terminals that they see. */
  readonly terminals: readonly number[];
}

const FIRST_USER = 10_001;

/**
 * Shares the terminals out: each person has a fleet of their own, and the first one is a member of all of them, as whoever runs the whole is.
 * Signing in over HTTP is limited by address, so their tokens are written as a sign-in writes them.
 */
export async function seedWatchers(database: Database, people: number): Promise<Watcher[]> {
  const { rows } = await database.query<{ id: string }>('select id::text from terminals order by id');
  const ids = rows.map(({ id }) => Number(id));
  const watchers: Watcher[] = [];
  for (let index = 0; index < people; index += 1) {
    const userId = FIRST_USER + index;
    const terminals = ids.filter((_, at) => at % people === index);
    await database.query(`insert into users (id, first_name) values ($1, 'Watcher')`, [userId]);
    await database.query(
      `with made as (insert into fleets (name) values ('Watched') returning id),
            joined as (insert into fleet_members (fleet_id, user_id, role)
              select id, $1::bigint, 'owner' from made union all select id, $3::bigint, 'viewer' from made where $1 <> $3::bigint)
       update terminals set fleet_id = (select id from made) where id = any($2::bigint[])`,
      [userId, terminals, FIRST_USER],
    );
    const token = randomBytes(32).toString('base64url');
    await database.query(
      `insert into api_tokens (token_sha256, user_id, source, created_at, expires_at) values ($1, $2, 'bench', now(), now() + interval '1 hour')`,
      [createHash('sha256').update(token).digest(), userId],
    );
    watchers.push({
      userId,
      credential: credentialOf(null, token),
      terminals: index === 0 ? ids : terminals,
    });
  }
  return watchers;
}

/** The table of tickets of a running stack. */
export function openTickets({ addresses, wiring }: Stack): { readonly table: LiveTable; close(): void } {
  const tableName = wiring.tables.find(({ name }) => name.endsWith('-sockets'))?.name;
  if (tableName === undefined) throw new Error('the template has no table of sockets');
  const client = new DynamoDBClient({
    endpoint: addresses.dynamodbEndpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { table: openLiveTable(client, tableName, REGION), close: () => client.destroy() };
}

export function ticketFor(table: LiveTable, { userId, credential }: Watcher): Promise<string> {
  // Of the benchmark's own time: opening a thousand connections takes longer than a ticket lives.
  return issueTicket(table, { userId, credential }, new Date(Date.now() + 900_000), randomBytes);
}
