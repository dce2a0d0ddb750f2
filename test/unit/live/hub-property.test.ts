import * as fc from 'fast-check';
import type { ServerMessage } from '../../../core/live/live-messages.ts';
import { type LiveWorld, makeLiveWorld, terminalChange, viewerOf } from './live-world.ts';

/** How far the replica is behind when the client reads the pages. */
const REPLICA_LAG_MS = 3_000;
const TERMINALS = 120;

type Step =
  | { readonly do: 'change'; readonly terminal: number; readonly count: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'answer'; readonly outcome: 'sent' | 'failed' | 'lost' }
  | { readonly do: 'break' }
  | { readonly do: 'return' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      terminal: fc.nat(TERMINALS - 1),
      count: fc.integer({ min: 1, max: 80 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 10, max: 400 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(5_000, 30_000, 61_000) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      outcome: fc.constantFrom(
        'sent' as const,
        'sent' as const,
        'sent' as const,
        'failed' as const,
        'lost' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'break' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'return' as const }) },
);

/** What is true, when it became so, and a client that reads the pages from a replica and listens. */
class Client {
  readonly live: LiveWorld;
  readonly history: { readonly atMs: number; readonly terminal: number; readonly value: number }[] = [];
  /** As the page shows it. */
  shown = new Map<number, number>();
  connectionId: string | undefined;
  #connections = 0;
  #seq: number | undefined;
  #value = 0;

  constructor() {
    this.live = makeLiveWorld(new Map([[1, viewerOf('1')]]));
  }

  change(first: number, count: number): void {
    const changes = Array.from({ length: count }, (_, index) => {
      this.#value += 1;
      const terminal = (first + index) % TERMINALS;
      this.history.push({ atMs: this.live.nowMs, terminal, value: this.#value });
      return terminalChange(terminal + 1, this.#value);
    });
    this.live.hub.apply(changes);
  }

  break(): void {
    if (this.connectionId === undefined) return;
    this.live.posts.delete(this.connectionId);
    this.live.hub.remove(this.connectionId);
    this.connectionId = undefined;
  }

  /** The hub closes who cannot be posted to for a minute. */
  notice(): void {
    if (this.connectionId !== undefined && !this.live.hub.has(this.connectionId)) this.break();
  }

  return(): void {
    if (this.connectionId !== undefined) return;
    this.#connections += 1;
    this.connectionId = `client-${this.#connections}`;
    this.live.hub.subscribe(
      { connectionId: this.connectionId, userId: 1, credential: 'session:a' },
      { topics: ['fleet'], since: this.#seq, saidAtMs: this.#connections },
    );
  }

  async answer(outcome: 'sent' | 'failed' | 'lost'): Promise<void> {
    const id = this.connectionId;
    if (id === undefined || !this.live.posts.has(id)) return;
    if (outcome === 'sent') this.#hear(await this.live.answer(id));
    else if (outcome === 'failed') await this.live.answer(id, 'failed');
    else {
      // API Gateway took it and the connection broke: the client never read it.
      await this.live.answer(id);
      this.break();
    }
  }

  #hear(said: ServerMessage): void {
    if (said.type === 'pong' || said.type === 'refused') return;
    this.#seq = said.seq;
    if (said.type === 'reset' || (said.type === 'subscribed' && !said.isResumed)) this.#readPages();
    if (said.type !== 'batch') return;
    for (const message of said.messages)
      if (message.kind === 'terminal') this.#show(message.terminalId - 1, Number(message.total));
  }

  #readPages(): void {
    for (const { atMs, terminal, value } of this.history)
      if (atMs <= this.live.nowMs - REPLICA_LAG_MS) this.#show(terminal, value);
  }

  /** A message or a page that is older than what is shown changes nothing. */
  #show(terminal: number, value: number): void {
    this.shown.set(terminal, Math.max(value, this.shown.get(terminal) ?? 0));
  }

  get truth(): Map<number, number> {
    return new Map(this.history.map(({ terminal, value }) => [terminal, value]));
  }
}

describe('a client that breaks, is slow and comes back', () => {
  it('ends with the newest state of everything, whatever happened on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
        const client = new Client();
        client.return();
        for (const one of steps) {
          if (one.do === 'change') client.change(one.terminal, one.count);
          else if (one.do === 'pass') {
            client.live.pass(one.ms);
            client.live.hub.world.forget(client.live.nowMs);
          } else if (one.do === 'answer') await client.answer(one.outcome);
          else if (one.do === 'break') client.break();
          else client.return();
          client.notice();
        }
        client.return();
        // Nothing happens any more: all that waits is told, a reset after 10 s at the latest.
        for (let rounds = 0; rounds < 140; rounds += 1) {
          client.live.pass(100);
          await client.answer('sent');
        }
        expect(Object.fromEntries(client.shown)).toEqual(Object.fromEntries(client.truth));
      }),
      { numRuns: 150 },
    );
  });
});
