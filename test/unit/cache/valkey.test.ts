import { ValkeyAwayError, ValkeyConnection, VALKEY_LIMIT_MS } from '../../../core/cache/valkey.ts';
import { type ValkeyClient, ValkeyRefusalError } from '../../../core/cache/valkey-client.ts';
import { FakeServer } from './fake-valkey.ts';

let server: FakeServer;
let nowMs: number;
let reasons: string[];
let valkey: ValkeyConnection;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  server = new FakeServer();
  nowMs = 0;
  reasons = [];
  valkey = new ValkeyConnection({
    load: () => Promise.resolve(server.dial),
    now: () => nowMs,
    random: () => 0.5,
    onAway: (reason) => reasons.push(reason),
  });
});
afterEach(() => {
  valkey.close();
  jest.useRealTimers();
});

const read = (client: ValkeyClient): Promise<string | null> => client.get('a');
/** What becomes of a question; one that hangs is answered when its time is up. */
async function ask(): Promise<string | null> {
  const asking = valkey.ask(read).catch((error: unknown) => {
    if (error instanceof ValkeyAwayError) return 'away';
    throw error;
  });
  await jest.advanceTimersByTimeAsync(VALKEY_LIMIT_MS);
  return asking;
}

describe('ValkeyConnection', () => {
  it('connects at the first question and not before, once for callers of one moment', async () => {
    expect(server.dials).toBe(0);
    server.values.set('a', '1');

    expect(await Promise.all([valkey.ask(read), valkey.ask(read), valkey.ask(read)])).toEqual([
      '1',
      '1',
      '1',
    ]);
    expect(server.dials).toBe(1);
  });

  it('leaves a dead server alone for 1.5 s, tells so once, and lets one caller try it then', async () => {
    server.state = 'down';

    expect(await ask()).toBe('away');
    nowMs = 1_499;
    expect(await ask()).toBe('away');
    expect(server.dials).toBe(1);

    nowMs = 1_500;
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['away', 'away', 'away']);
    expect(server.dials).toBe(2);
    expect(reasons).toEqual(['connect ECONNREFUSED']);
  });

  it('uses the server again once it answers', async () => {
    server.state = 'down';
    await ask();
    server.state = 'up';
    nowMs = 2_000;

    expect(await ask()).toBeNull();
    expect(await ask()).toBeNull();
  });

  it('waits 150 ms for a server that hangs, then never while it rests, and drops the connection', async () => {
    await ask();
    server.state = 'hanging';

    expect(await ask()).toBe('away');
    const asked = server.asked;
    expect(await ask()).toBe('away');
    expect(server.asked).toBe(asked);

    server.state = 'up';
    nowMs = 2_000;
    expect(await ask()).toBeNull();
    expect(server.dials).toBe(2);
  });

  it('finds a connection that was closed while it slept, and makes a new one within the same question', async () => {
    server.values.set('a', '1');
    await ask();
    server.closeConnections();

    expect(await Promise.all([ask(), ask()])).toEqual(['1', '1']);
    expect(server.dials).toBe(2);
    expect(reasons).toEqual([]);
  });

  it('goes on asking a server that refuses one command, and rests when it cannot serve any', async () => {
    const refuse = (text: string) => valkey.ask(() => Promise.reject(new ValkeyRefusalError(text)));

    await expect(refuse('OOM command not allowed')).rejects.toThrow(ValkeyAwayError);
    expect(await ask()).toBeNull();

    await expect(refuse('CLUSTERDOWN The cluster is down')).rejects.toThrow(ValkeyAwayError);
    expect(await ask()).toBe('away');
  });

  it('does not do late what nobody waits for any more', async () => {
    const late = Promise.withResolvers<ValkeyClient>();
    const slow = new ValkeyConnection({
      load: () => Promise.resolve(() => late.promise),
      now: () => nowMs,
      random: () => 0,
      onAway: () => undefined,
    });
    const writing = slow.ask((client) => client.set('a', 'late', 1_000)).catch(() => 'away');
    await jest.advanceTimersByTimeAsync(VALKEY_LIMIT_MS);
    expect(await writing).toBe('away');

    late.resolve(await server.dial());
    await jest.advanceTimersByTimeAsync(0);
    expect(server.values.has('a')).toBe(false);

    // The connection that came late serves who comes next, at once.
    expect(await slow.ask(read)).toBeNull();
  });
});
