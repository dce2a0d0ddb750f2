/**
 * Terminals are owned by the shard, not one by one: 16 rows instead of thousands, and enough of them to spread evenly over the tasks of
 * the largest stage. The number never changes while tasks run: two tasks with different ones would both own a terminal.
 */
export const SHARDS = 16;

export function shardOf(terminalId: number): number {
  return terminalId % SHARDS;
}
