import type { Valkey } from './valkey.ts';
import { scriptOf } from './valkey-client.ts';

/** `none`: the program has no shared cache and uses its own memory. `away`: it has one, which does not answer. */
export type CacheState = 'shared' | 'away' | 'none';

export interface CacheProbe {
  readonly state: CacheState;
  /** Of the question; null when there was no answer. */
  readonly latencyMs: number | null;
}

/** A script, since that is what the connection sends in a cluster too; the server's own PING is what it runs. */
const PING = scriptOf("return redis.call('PING')");
/** Chooses the node that is asked. */
const KEY = 'telefleet:ping';

/** Asks the shared cache whether it is there. Never throws, and never waits longer than the cache's own limit. */
export async function probeCache(valkey: Valkey | undefined, now: () => number): Promise<CacheProbe> {
  if (valkey === undefined) return { state: 'none', latencyMs: null };
  const startMs = now();
  try {
    await valkey.ask((client) => client.run(PING, [KEY], []));
    return { state: 'shared', latencyMs: now() - startMs };
  } catch {
    return { state: 'away', latencyMs: null };
  }
}
