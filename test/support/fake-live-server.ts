import type { Page, WebSocketRoute } from 'playwright-core';
import type { LiveMessage } from '../../core/live/live-messages.ts';

/** Stands between the page and its live socket, and says what a test wants. */
export interface FakeLiveServer {
  readonly say: (messages: readonly LiveMessage[]) => void;
  /** As when the network breaks. */
  readonly cut: () => Promise<void>;
  readonly connections: () => number;
}

export async function fakeLiveServer(page: Page): Promise<FakeLiveServer> {
  let current: WebSocketRoute | undefined;
  let connections = 0;
  let seq = 1;
  await page.routeWebSocket(/\/live/, (socket) => {
    current = socket;
    connections += 1;
    socket.onMessage((text) => {
      const isPing = String(text).includes('"ping"');
      socket.send(
        JSON.stringify(
          isPing ? { type: 'pong' } : { type: 'subscribed', topics: [], seq, isResumed: connections > 1 },
        ),
      );
    });
  });
  return {
    say: (messages) => {
      seq += 1;
      current?.send(JSON.stringify({ type: 'batch', seq, messages }));
    },
    cut: async () => {
      await current?.close({ code: 1011, reason: 'cut by the test' });
    },
    connections: () => connections,
  };
}
