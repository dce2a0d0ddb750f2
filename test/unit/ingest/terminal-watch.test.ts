import { pino } from 'pino';
import { SHARDS } from '../../../core/fleet/leases/shards.ts';
import { sourceKey } from '../../../core/fleet/terminal-address.ts';
import type { ResolvedTerminal } from '../../../core/fleet/terminal-registry.ts';
import { MAX_TERMINALS, TerminalWatch } from '../../../ingest-fargate/terminal-watch.ts';
import type { RegisteredSource, ToWorker } from '../../../ingest-fargate/thread-messages.ts';

const terminal = (id: number): ResolvedTerminal => ({
  id,
  host: '10.0.0.1',
  address: '10.0.0.1',
  port: 3000 + id,
  key: sourceKey('10.0.0.1', 3000 + id),
  passwordSealed: null,
});

/** A watch with terminals 1 and 2, in shards 1 and 2, and everything that it said. */
function startWatch() {
  const owned = new Map<number, number>();
  const said: string[] = [];
  const liveness: ToWorker[] = [];
  let sources: readonly RegisteredSource[] = [];
  const lastSeenMs = new SharedArrayBuffer(MAX_TERMINALS * Float64Array.BYTES_PER_ELEMENT);
  const watch = new TerminalWatch(
    {
      tellReceivers: ({ added }) => {
        sources = added;
      },
      tellWorkerOf: (_terminalId, message) => {
        liveness.push(message);
      },
    },
    {
      say: (terminalId, text, isAnswered) => void said.push(`${terminalId} ${text}${isAnswered ? '?' : ''}`),
    },
    lastSeenMs,
    Buffer.alloc(32),
    undefined,
    { owned: () => owned, speakUntilMs: 0 },
    pino({ level: 'silent' }),
  );
  watch.apply({ added: [terminal(1), terminal(2)], removed: [] });
  watch.start();
  const hear = (): void => {
    new Float64Array(lastSeenMs).fill(Date.now(), 0, 2);
  };
  return { watch, owned, said, liveness, hear, sources: () => sources };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a task that owns a part of the shards', () => {
  it('listens to all terminals and speaks to those of its shards only', () => {
    const { watch, owned, said, sources } = startWatch();
    owned.set(1, 1);
    jest.advanceTimersByTime(1_000);
    watch.stop();

    expect(sources().map(({ terminalId }) => terminalId)).toEqual([1, 2]);
    expect(said).toEqual(['1 lst?', '1 SubscribeCharts']);
    expect(watch.targetOf(1)).toEqual({ address: '10.0.0.1', port: 3001, password: null });
    expect(watch.targetOf(3)).toBeUndefined();
  });

  it('subscribes the terminals of a shard that it gains', () => {
    const { watch, owned, said } = startWatch();
    jest.advanceTimersByTime(1_000);
    const before = said.length;
    for (let shard = 0; shard < SHARDS; shard += 1) owned.set(shard, 1);
    jest.advanceTimersByTime(1_000);
    watch.stop();

    expect(before).toBe(0);
    expect(new Set(said.map((one) => one[0]))).toEqual(new Set(['1', '2']));
  });

  it('forgets the terminals of a shard that it lost: they are silent here because they push elsewhere', () => {
    const { watch, owned, hear, liveness } = startWatch();
    owned.set(1, 1);
    jest.advanceTimersByTime(500);
    hear();
    jest.advanceTimersByTime(500);
    owned.delete(1);
    jest.advanceTimersByTime(60_000);
    watch.stop();

    expect(liveness).toMatchObject([{ terminalId: 1, isOnline: true }]);
    expect(watch.counts).toEqual({ online: 0, silent: 0 });
  });

  it('speaks again at once when the shard was lost and came back: another may have spoken in between', () => {
    const { watch, owned, said, hear } = startWatch();
    owned.set(1, 1);
    jest.advanceTimersByTime(500);
    hear();
    jest.advanceTimersByTime(500);
    const before = said.length;
    owned.set(1, 3);
    jest.advanceTimersByTime(500);
    watch.stop();

    expect(said.length).toBe(before + 2);
  });
});
