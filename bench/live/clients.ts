import { WebSocket } from 'ws';
import { serverMessage } from '../../core/live/live-messages.ts';
import { type ClientOrder, clientOrderSchema, type ClientReport, type Truth } from './client-protocol.ts';

/** Opened at once: as many people open a page in one moment. */
const OPENING = 20;
const MAX_SAMPLES = 200_000;

/** Topics of the Fleet page and of the page of orders. */
const TOPICS = ['fleet', 'orders'];

class Client {
  readonly #url: string;
  readonly #terminals: ReadonlySet<number>;
  readonly #seen = new Map<number, number>();
  readonly #orders = new Map<string, number>();
  #socket: WebSocket | undefined;
  #seq: number | undefined;
  /** It was told to read the pages, which nobody here does: what it has cannot be compared. */
  #mustRead = false;

  constructor(url: string, terminals: readonly number[]) {
    this.#url = url;
    this.#terminals = new Set(terminals);
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** @returns false when it was refused */
  open(ticket: string): Promise<boolean> {
    const socket = new WebSocket(`${this.#url}?ticket=${ticket}`, { perMessageDeflate: false });
    this.#socket = socket;
    return new Promise((resolve) => {
      socket.on('error', () => resolve(false));
      socket.on('close', () => (totals.closed += 1));
      socket.on('message', (data) => {
        if (!Buffer.isBuffer(data)) return;
        if (this.#hear(data)) resolve(true);
      });
      socket.on('open', () =>
        socket.send(
          JSON.stringify({
            action: 'subscribe',
            topics: TOPICS,
            ...(this.#seq === undefined ? {} : { since: this.#seq }),
          }),
        ),
      );
    });
  }

  /** As a telephone in a tunnel: without a word. */
  break(): void {
    this.#socket?.terminate();
  }

  /** @returns whether it is the answer to the subscription */
  #hear(data: Buffer): boolean {
    const said = serverMessage.parse(JSON.parse(data.toString()));
    totals.frames += 1;
    totals.bytes += data.length;
    if (said.type === 'pong' || said.type === 'refused') return false;
    const isReturn = this.#seq !== undefined;
    this.#seq = said.seq;
    if (said.type === 'reset') {
      totals.resets += 1;
      this.#mustRead = true;
    }
    if (said.type === 'subscribed' && isReturn) {
      totals[said.isResumed ? 'resumed' : 'notResumed'] += 1;
      if (!said.isResumed) this.#mustRead = true;
    }
    if (said.type !== 'batch') return said.type === 'subscribed';
    const nowMs = Date.now();
    totals.messages += said.messages.length;
    for (const message of said.messages) {
      if (message.kind === 'terminal' && message.lastSeenAt !== undefined) {
        const seenMs = Date.parse(message.lastSeenAt);
        this.#seen.set(message.terminalId, seenMs);
        if (totals.endToEndMs.length < MAX_SAMPLES) totals.endToEndMs.push(nowMs - seenMs);
      } else if (message.kind === 'order')
        this.#orders.set(`${message.order.terminalId}:${message.order.orderId}`, message.version);
    }
    return false;
  }

  /** Forgets that the first watcher of all is told to read once more: counting begins after it. */
  begin(): void {
    this.#mustRead = false;
    this.#orders.clear();
  }

  verify({ terminals, orders }: Truth): { readonly gaps: number; readonly compared: number } {
    if (this.#mustRead || !this.isOpen) return { gaps: 0, compared: 0 };
    const mine = terminals.filter(([id]) => this.#terminals.has(id));
    const myOrders = orders.filter(([id]) => this.#terminals.has(id));
    const gaps =
      mine.filter(([id, seenMs]) => (this.#seen.get(id) ?? 0) < seenMs).length +
      myOrders.filter(([id, orderId, version]) => (this.#orders.get(`${id}:${orderId}`) ?? 0) < version)
        .length;
    return { gaps, compared: mine.length + myOrders.length };
  }
}

const noTotals = () => ({
  frames: 0,
  messages: 0,
  bytes: 0,
  resumed: 0,
  notResumed: 0,
  resets: 0,
  closed: 0,
  endToEndMs: [] as number[],
});
let totals = noTotals();
let clients: Client[] = [];

async function openAll(pairs: readonly (readonly [Client, string])[]): Promise<number> {
  let refused = 0;
  const left = [...pairs];
  const open = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      if (!(await next[0].open(next[1]))) refused += 1;
  };
  await Promise.all(Array.from({ length: OPENING }, open));
  return refused;
}

async function obey(order: ClientOrder): Promise<ClientReport> {
  switch (order.cmd) {
    case 'open': {
      clients = order.clients.map(({ terminals }) => new Client(order.url, terminals));
      const pairs = clients.map((client, index) => [client, order.clients[index]?.ticket ?? ''] as const);
      return { type: 'opened', refused: await openAll(pairs) };
    }
    case 'begin':
      totals = noTotals();
      for (const client of clients) client.begin();
      return { type: 'done' };
    case 'break': {
      const broken = order.tickets.flatMap((ticket, index) => {
        // Over all people, not the connections of the first.
        const client = clients[Math.floor((index * clients.length) / order.tickets.length)];
        return client === undefined ? [] : [[client, ticket] as const];
      });
      for (const [client] of broken) client.break();
      return { type: 'opened', refused: await openAll(broken) };
    }
    case 'report':
      return { type: 'report', open: clients.filter(({ isOpen }) => isOpen).length, ...totals };
    case 'verify': {
      const all = clients.map((client) => client.verify(order.truth));
      return {
        type: 'verified',
        gaps: all.reduce((sum, { gaps }) => sum + gaps, 0),
        compared: all.reduce((sum, { compared }) => sum + compared, 0),
      };
    }
  }
}

process.on('message', (message) => {
  void obey(clientOrderSchema.parse(message)).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit(0));
