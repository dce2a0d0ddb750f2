import { LiveClient, type LiveState, type SocketEvents } from '../../../console/src/live/live-client.ts';

interface Opened {
  readonly events: SocketEvents;
  readonly sent: unknown[];
  isClosed: boolean;
}

/** Sockets that do as they are told, and a clock that stands still until it is moved. */
function world() {
  const sockets: Opened[] = [];
  const states: LiveState[] = [];
  let nowMs = 0;
  let refusals = 0;
  let timers: { readonly atMs: number; readonly act: () => void }[] = [];
  const client = new LiveClient({
    openSocket: (events) => {
      if (refusals > 0) {
        refusals -= 1;
        return Promise.reject(new Error('no ticket'));
      }
      const opened: Opened = { events, sent: [], isClosed: false };
      sockets.push(opened);
      return Promise.resolve({
        send: (text: string) => opened.sent.push(JSON.parse(text)),
        close: () => {
          opened.isClosed = true;
        },
      });
    },
    onState: (state) => states.push(state),
    random: () => 1,
    after: (ms, act) => {
      const timer = { atMs: nowMs + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    client,
    sockets,
    states,
    settle,
    refuseNext: (count: number) => {
      refusals = count;
    },
    pass: async (ms: number): Promise<void> => {
      const end = nowMs + ms;
      for (;;) {
        const [next] = timers.filter(({ atMs }) => atMs <= end).sort((one, other) => one.atMs - other.atMs);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        nowMs = next.atMs;
        next.act();
        await settle();
      }
      nowMs = end;
    },
    /** The newest socket opens and is told that it is subscribed. */
    open: async (isResumed = false, seq = 7): Promise<Opened> => {
      await settle();
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('no socket was asked for');
      socket.events.onOpen();
      socket.events.onText(JSON.stringify({ type: 'subscribed', topics: [], seq, isResumed }));
      return socket;
    },
  };
}

const handler = (topics: readonly string[]) => ({ topics, onMessages: jest.fn(), onReload: jest.fn() });
const batch = (seq: number, ...terminalIds: number[]): string =>
  JSON.stringify({
    type: 'batch',
    seq,
    messages: terminalIds.map((terminalId) => ({ kind: 'terminal', terminalId, state: 'online' })),
  });

describe('LiveClient', () => {
  it('subscribes once to what several parts want, and again when one leaves', async () => {
    const { client, open, pass } = world();
    client.join(handler(['fleet', 'orders']));
    const leave = client.join(handler(['orders', 'run:x']));
    client.start();
    const socket = await open();

    expect(socket.sent).toEqual([{ action: 'subscribe', topics: ['fleet', 'orders', 'run:x'] }]);
    leave();
    await pass(100);

    expect(socket.sent.at(-1)).toEqual({ action: 'subscribe', topics: ['fleet', 'orders'], since: 7 });
  });

  it('hands messages to everybody and passes over what it cannot read', async () => {
    const { client, open } = world();
    const page = handler(['fleet']);
    client.join(page);
    client.start();
    const socket = await open();

    socket.events.onText(batch(8, 1, 2));
    socket.events.onText('no json');
    socket.events.onText(JSON.stringify({ type: 'tomorrow' }));

    expect(page.onMessages).toHaveBeenCalledTimes(1);
    expect(page.onMessages).toHaveBeenCalledWith([
      { kind: 'terminal', terminalId: 1, state: 'online' },
      { kind: 'terminal', terminalId: 2, state: 'online' },
    ]);
  });

  it('resumes after a break from the last batch that it heard, without reading anything again', async () => {
    const { client, open, pass, states } = world();
    const page = handler(['fleet']);
    client.join(page);
    client.start();
    const first = await open();
    first.events.onText(batch(41, 1));

    first.events.onClose();
    await pass(1_000);
    const second = await open(true);

    expect(second.sent).toEqual([{ action: 'subscribe', topics: ['fleet'], since: 41 }]);
    expect(page.onReload).not.toHaveBeenCalled();
    expect(states).toEqual(['connecting', 'online', 'away', 'online']);
  });

  it('has everything read again when the server does not know any more what was missed', async () => {
    const { client, open, pass } = world();
    const page = handler(['fleet']);
    client.join(page);
    client.start();
    (await open()).events.onClose();
    await pass(1_000);
    const second = await open(false);
    expect(page.onReload).toHaveBeenCalledTimes(1);

    second.events.onText(JSON.stringify({ type: 'reset', seq: 9 }));

    expect(page.onReload).toHaveBeenCalledTimes(2);
  });

  it('does not read again at its first connection, since pages have just read', async () => {
    const { client, open } = world();
    const page = handler(['fleet']);
    client.join(page);
    client.start();
    await open(false);

    expect(page.onReload).not.toHaveBeenCalled();
  });

  it('waits twice as long after each failure, up to half a minute, and has pages read every ten seconds meanwhile', async () => {
    const { client, sockets, pass, refuseNext, settle } = world();
    const page = handler(['fleet']);
    client.join(page);
    refuseNext(8);
    client.start();
    await settle();

    // 0.5 + 1 + 2 + 4 + 8 + 16 + 30 s of waiting.
    await pass(61_400);
    expect(sockets).toHaveLength(0);
    expect(page.onReload).toHaveBeenCalledTimes(6);
    await pass(30_200);

    expect(sockets).toHaveLength(1);
  });

  it('connects at once when the network is back', async () => {
    const { client, sockets, pass, refuseNext, settle } = world();
    refuseNext(4);
    client.start();
    await settle();
    await pass(4_000);
    expect(sockets).toHaveLength(0);

    client.retryNow();
    await settle();

    expect(sockets).toHaveLength(1);
  });

  it('gives up a connection that answers no ping, and asks for another', async () => {
    const { client, sockets, open, pass, states } = world();
    client.start();
    const socket = await open();

    await pass(71_000);

    expect(socket.sent).toContainEqual({ action: 'ping' });
    expect(socket.isClosed).toBe(true);
    expect(states).toContain('away');
    expect(sockets.length).toBeGreaterThan(1);
  });

  it('says nothing and hears nothing after it was stopped', async () => {
    const { client, open, pass, sockets } = world();
    const page = handler(['fleet']);
    client.join(page);
    client.start();
    const socket = await open();

    client.stop();
    socket.events.onText(batch(9, 1));
    socket.events.onClose();
    await pass(120_000);

    expect(socket.isClosed).toBe(true);
    expect(page.onMessages).not.toHaveBeenCalled();
    expect(sockets).toHaveLength(1);
  });

  it('comes anew when a subscription is not answered in 15 s, or refused because the connection is not known any more', async () => {
    const { client, sockets, states, settle, pass } = world();
    client.join(handler(['terminals']));
    client.start();
    await settle();
    sockets[0]?.events.onOpen();
    await pass(14_999);
    expect(sockets).toHaveLength(1);
    await pass(1_000);
    expect(sockets).toHaveLength(2);

    sockets[1]?.events.onOpen();
    sockets[1]?.events.onText(JSON.stringify({ type: 'refused', reason: 'connect again' }));
    await pass(1_000);

    expect(sockets).toHaveLength(3);
    expect(sockets.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
    expect(states).not.toContain('online');
  });

  it('has pages read again when something was missed between two subscriptions of one connection', async () => {
    const { client, sockets, open, settle, pass } = world();
    const page = handler(['terminals']);
    client.join(page);
    client.start();
    await open(false, 7);
    expect(page.onReload).not.toHaveBeenCalled();
    client.join(handler(['orders']));
    await pass(20);
    sockets[0]?.events.onText(JSON.stringify({ type: 'subscribed', topics: [], seq: 9, isResumed: false }));
    await settle();

    expect(page.onReload).toHaveBeenCalledTimes(1);
  });
});
