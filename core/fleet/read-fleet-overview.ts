import type { Database } from '../database/pool.ts';

/** The fleet in four figures. */
export interface FleetOverview {
  /** Terminals that are registered and enabled. */
  readonly terminals: number;
  /** Of these, whose balance came in the last minute; a terminal sends one each 5 s. */
  readonly terminalsOnline: number;
  readonly ordersOpen: number;
  /** Age of the newest balance, as this database has it: the way through the queue, and a replica's lag. Null: none came yet. */
  readonly lagMs: number | null;
}

/** Made for the reader: a moment old is good enough. Thousands of terminals are read whole, orders by the index of open ones. */
export async function readFleetOverview(reader: Database): Promise<FleetOverview> {
  const { rows } = await reader.query<{
    terminals: number;
    online: number;
    orders_open: number;
    lag_ms: number | null;
  }>(`
    select
      count(*)::int as terminals,
      count(*) filter (where balances.received_at > now() - interval '1 minute')::int as online,
      (select count(*)::int from orders where status = 'Open' and not deleted) as orders_open,
      greatest(0, extract(epoch from now() - max(balances.received_at)) * 1000)::float8 as lag_ms
    from terminals left join balances on balances.terminal_id = terminals.id
    where terminals.enabled and terminals.removed_at is null`);
  const [row] = rows;
  return {
    terminals: row?.terminals ?? 0,
    terminalsOnline: row?.online ?? 0,
    ordersOpen: row?.orders_open ?? 0,
    lagMs: row?.lag_ms ?? null,
  };
}
