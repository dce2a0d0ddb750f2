import type { Viewer } from '../../../core/live/audience.ts';
import { Hub } from '../../../core/live/hub.ts';
import { type LiveMessage, type ServerMessage, serverMessage } from '../../../core/live/live-messages.ts';
import type { PostOutcome } from '../../../core/live/turns.ts';
import { type Change, World } from '../../../core/live/world.ts';

/** A hub on a clock that the test moves, with connections whose posts the test answers. */
export interface LiveWorld {
  readonly hub: Hub;
  nowMs: number;
  /** What waits for an answer, by connection. */
  readonly posts: Map<string, { readonly frame: string; readonly answer: (outcome: PostOutcome) => void }>;
  readonly dropped: { readonly connectionId: string; readonly why: 'closed' | 'gone' }[];
  /** Lets the clock run and pumps as the loop does. */
  pass(ms: number): void;
  /** Answers the post of a connection, and gives what was in it. */
  answer(connectionId: string, outcome?: PostOutcome): Promise<ServerMessage>;
  /** Everything that a connection is told until there is nothing more, 100 ms after each other. */
  readAll(connectionId: string): Promise<ServerMessage[]>;
}

export function makeLiveWorld(viewers: ReadonlyMap<number, Viewer>): LiveWorld {
  const posts: LiveWorld['posts'] = new Map();
  const dropped: LiveWorld['dropped'] = [];
  const live: LiveWorld = {
    hub: new Hub(
      {
        nowMs: () => live.nowMs,
        post: (connectionId, frame) =>
          new Promise((answer) => {
            if (posts.has(connectionId)) throw new Error(`two posts to ${connectionId} at once`);
            posts.set(connectionId, { frame, answer });
          }),
        drop: (connectionId, _userId, why) => dropped.push({ connectionId, why }),
      },
      new World(1_000_000),
    ),
    nowMs: 1_000_000,
    posts,
    dropped,
    pass(ms) {
      for (let left = ms; left > 0; left -= 10) {
        live.nowMs += Math.min(left, 10);
        live.hub.pump();
      }
    },
    async answer(connectionId, outcome = 'sent') {
      const post = posts.get(connectionId);
      if (post === undefined) throw new Error(`nothing is posted to ${connectionId}`);
      posts.delete(connectionId);
      post.answer(outcome);
      await Promise.resolve();
      await Promise.resolve();
      return serverMessage.parse(JSON.parse(post.frame));
    },
    async readAll(connectionId) {
      const said: ServerMessage[] = [];
      live.pass(100);
      while (posts.has(connectionId)) {
        said.push(await live.answer(connectionId));
        live.pass(100);
      }
      return said;
    },
  };
  live.hub.setViewers(viewers);
  return live;
}

export const viewerOf = (...fleets: readonly string[]): Viewer => ({ fleets: new Set(fleets) });

/** State `value` of terminal `id`, which is in fleet `fleetId`. */
export function terminalChange(id: number, value: number, fleetId = '1'): Change {
  return {
    key: `terminal:${id}`,
    fleetId,
    topics: ['fleet', `terminal:${id}`],
    message: { kind: 'terminal', terminalId: id, total: String(value) },
    happenedAtMs: 0,
  };
}

export function orderChange(orderId: number, version: number, fleetId = '1'): Change {
  return {
    key: `order:1:${orderId}`,
    fleetId,
    topics: ['orders', 'terminal:1'],
    message: { kind: 'order', order: anOrder(orderId), version, isDeleted: false },
    rank: version,
    happenedAtMs: 0,
  };
}

function anOrder(orderId: number): Extract<LiveMessage, { kind: 'order' }>['order'] {
  return {
    terminalId: 1,
    terminalName: 'one',
    orderId: String(orderId),
    symbol: 'XRP',
    status: 'Open',
    isShort: false,
    isEmulator: false,
    leverage: null,
    quantity: '1',
    buyPrice: '1',
    sellPrice: null,
    spent: '1',
    profit: null,
    profitPercent: null,
    currency: 'USDT',
    strategy: null,
    sellReason: null,
    openedAt: '2026-11-21T09:00:00.000Z',
    closedAt: null,
  };
}
