import {
  type ClientMessage,
  type LiveMessage,
  type ServerMessage,
  serverMessage,
} from '../../../core/live/live-messages.ts';

/** `away`: it is tried again by itself; what is shown may be old. */
export type LiveState = 'connecting' | 'online' | 'away';

export interface LiveHandler {
  readonly topics: readonly string[];
  /** At most 50 at a time, each the newest state of one thing. Of all topics that are subscribed: take what is yours. */
  readonly onMessages: (messages: readonly LiveMessage[]) => void;
  /** What was missed is not known: read it again. Called each 10 s while the socket is away, too. */
  readonly onReload: () => void;
}

/** As much of a WebSocket as is needed. */
export interface Socket {
  send: (text: string) => void;
  close: () => void;
}

export interface SocketEvents {
  readonly onOpen: () => void;
  readonly onText: (text: unknown) => void;
  readonly onClose: () => void;
}

export interface LiveParts {
  /** Asks for a ticket and opens a socket with it. */
  readonly openSocket: (events: SocketEvents) => Promise<Socket>;
  readonly onState: (state: LiveState) => void;
  /** From 0 to 1. */
  readonly random: () => number;
  /** @returns how to stop it */
  readonly after: (ms: number, act: () => void) => () => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const PING_MS = 30_000;
/** Two pings without any word: the connection is gone though nobody closed it. */
const DEAD_AFTER_MS = 70_000;
/** Whoever pushes may have to be started first. Who gets no answer comes anew, which starts it too. */
const ANSWER_MS = 15_000;
const POLL_MS = 10_000;
/** Topics of components that appear together travel together. */
const GATHER_MS = 20;

/** The one live connection of the page: subscribes to what its parts want, resumes after a break, and has them read again when it cannot. */
export class LiveClient {
  readonly #parts: LiveParts;
  readonly #handlers = new Set<LiveHandler>();
  #socket: Socket | undefined;
  #isStarted = false;
  #isOpen = false;
  #attempts = 0;
  /** Of this run of the client; what belongs to an earlier socket is not listened to. */
  #epoch = 0;
  #seq: number | undefined;
  /** Undefined: nothing was said yet on this connection. A page without topics says so too: the answer shows that somebody is there. */
  #subscribed: string | undefined;
  #wasLost = false;
  #stopGathering: (() => void) | undefined;
  #stopPing: (() => void) | undefined;
  #stopDeadline: (() => void) | undefined;
  #stopRetry: (() => void) | undefined;
  /** While a subscription is not answered. */
  #stopWaiting: (() => void) | undefined;
  #stopPolling: (() => void) | undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#poll();
    this.#connect();
  }

  /** Ends the connection, as when the person signs out. */
  stop(): void {
    this.#isStarted = false;
    this.#epoch += 1;
    this.#stopRetry?.();
    this.#stopPolling?.();
    this.#forgetSocket()?.close();
    this.#seq = undefined;
    this.#wasLost = false;
  }

  /** The network is back, or the page is seen again: waits no longer. */
  retryNow(): void {
    if (!this.#isStarted || this.#socket !== undefined || this.#stopRetry === undefined) return;
    this.#stopRetry();
    this.#attempts = 0;
    this.#connect();
  }

  /** @returns how to leave */
  join(handler: LiveHandler): () => void {
    this.#handlers.add(handler);
    this.#gather();
    return () => {
      this.#handlers.delete(handler);
      this.#gather();
    };
  }

  #connect(): void {
    this.#stopRetry = undefined;
    this.#epoch += 1;
    const epoch = this.#epoch;
    const isCurrent = (): boolean => epoch === this.#epoch;
    if (!this.#wasLost) this.#parts.onState('connecting');
    this.#parts
      .openSocket({
        onOpen: () => {
          if (isCurrent()) this.#opened();
        },
        onText: (text) => {
          if (isCurrent()) this.#heard(text);
        },
        onClose: () => {
          if (isCurrent()) this.#lost();
        },
      })
      .then(
        (socket) => {
          if (isCurrent()) this.#socket = socket;
          else socket.close();
        },
        () => {
          if (isCurrent()) this.#lost();
        },
      );
  }

  #opened(): void {
    this.#isOpen = true;
    this.#subscribed = undefined;
    this.#subscribe();
    this.#expectWord();
    this.#keepAlive();
  }

  #lost(): void {
    this.#epoch += 1;
    this.#forgetSocket()?.close();
    this.#wasLost = true;
    this.#parts.onState('away');
    this.#attempts += 1;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#attempts - 1));
    // Half of it at least; the rest by chance, so that a thousand pages do not come back at once.
    this.#stopRetry = this.#parts.after(longest * (0.5 + this.#parts.random() / 2), () => this.#connect());
  }

  #forgetSocket(): Socket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isOpen = false;
    this.#stopPing?.();
    this.#stopDeadline?.();
    this.#answered();
    return socket;
  }

  #heard(text: unknown): void {
    this.#expectWord();
    const message = readMessage(text);
    if (message === undefined) return;
    switch (message.type) {
      case 'batch':
        this.#seq = message.seq;
        for (const handler of this.#handlers) handler.onMessages(message.messages);
        return;
      case 'subscribed':
        this.#answered();
        this.#attempts = 0;
        this.#parts.onState('online');
        // Pages read by themselves when they appear; when something was missed since they have to be told.
        if (!message.isResumed && (this.#wasLost || this.#seq !== undefined)) this.#reload();
        this.#wasLost = false;
        this.#seq = message.seq;
        return;
      case 'reset':
        this.#seq = message.seq;
        this.#reload();
        return;
      case 'refused':
        // The connection is not known there any more.
        if (this.#stopWaiting !== undefined) this.#lost();
        return;
      case 'pong':
        return;
    }
  }

  #gather(): void {
    this.#stopGathering ??= this.#parts.after(GATHER_MS, () => {
      this.#stopGathering = undefined;
      this.#subscribe();
    });
  }

  #subscribe(): void {
    if (!this.#isOpen) return;
    const topics = [...new Set([...this.#handlers].flatMap((handler) => handler.topics))].sort();
    const key = topics.join(' ');
    if (key === this.#subscribed) return;
    this.#subscribed = key;
    this.#say({ action: 'subscribe', topics, ...(this.#seq === undefined ? {} : { since: this.#seq }) });
    this.#stopWaiting ??= this.#parts.after(ANSWER_MS, () => this.#lost());
  }

  #answered(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #say(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #keepAlive(): void {
    this.#stopPing = this.#parts.after(PING_MS, () => {
      this.#say({ action: 'ping' });
      this.#keepAlive();
    });
  }

  #expectWord(): void {
    this.#stopDeadline?.();
    this.#stopDeadline = this.#parts.after(DEAD_AFTER_MS, () => this.#lost());
  }

  #poll(): void {
    this.#stopPolling = this.#parts.after(POLL_MS, () => {
      if (this.#wasLost) this.#reload();
      this.#poll();
    });
  }

  #reload(): void {
    for (const handler of this.#handlers) handler.onReload();
  }
}

function readMessage(text: unknown): ServerMessage | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const parsed = serverMessage.safeParse(JSON.parse(text));
    return parsed.data;
  } catch {
    return undefined;
  }
}
