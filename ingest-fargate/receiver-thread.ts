import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { MessagePort } from 'node:worker_threads';
import { monotonicMs } from '../core/fleet/leases/clock.ts';
import { sourceKey } from '../core/fleet/terminal-address.ts';
import { SLAB_BYTES, SlabWriter } from './slab.ts';
import { threadCpuMs } from './thread-cpu.ts';
import type {
  FromReceiver,
  OutboundDatagram,
  ReceiverSettings,
  ReceiverStats,
  RegisteredSource,
  SendOutcome,
  SlabMessage,
  SlabReturn,
  ToReceiver,
} from './thread-messages.ts';

const STATS_INTERVAL_MS = 250;

/** How long the socket must have been silent, once no new datagram can enter it, for its buffer to be empty. */
const DRAIN_SILENCE_MS = 30;
const DRAIN_LIMIT_MS = 2_000;

/** Empty slabs kept for reuse by worker; more are left to the garbage collector. */
const SPARE_SLABS = 16;

interface Lane {
  readonly port: MessagePort;
  readonly spare: ArrayBuffer[];
  buffer: ArrayBuffer;
  slab: SlabWriter;
}

/**
 * The socket's thread. It only looks a datagram's source up, copies it into the slab of the terminal's worker and counts: everything
 * else would let the kernel's buffer run over. Bounded: above the limit the newest datagram is dropped and counted.
 */
export function runReceiver(settings: ReceiverSettings, parent: MessagePort): void {
  const lastSeenMs = new Float64Array(settings.lastSeenMs);
  const sources = new Map<number, RegisteredSource>();
  const inWindow = new Uint32Array(lastSeenMs.length);
  const lanes: Lane[] = settings.workerPorts.map((port) => openLane(port));
  const dropped: Record<string, number> = { unknown_source: 0, queue_full: 0, source_rate: 0 };
  let received = 0;
  let queued = 0;
  let queueBytes = 0;
  let sent = 0;
  let lastArrivalMs = 0;
  let rateWindow = 0;

  const socket = createSocket({
    type: 'udp4',
    reusePort: settings.reusePort,
    recvBufferSize: settings.receiveBufferBytes,
    // Addresses only are ever sent to; the resolver would be asked for each of them otherwise.
    lookup: (hostname, _options, callback) => callback(null, hostname, 4),
  });

  const drop = (reason: string): void => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };

  function receive(datagram: Buffer, from: RemoteInfo): void {
    received += 1;
    const source = sources.get(sourceKey(from.address, from.port));
    if (source === undefined) return drop('unknown_source');
    // Microseconds, and never twice the same: the order of arrival is what decides between events without a number.
    const clock = performance.timeOrigin + performance.now();
    lastArrivalMs = clock > lastArrivalMs + 0.001 ? clock : lastArrivalMs + 0.001;
    lastSeenMs[source.slot] = lastArrivalMs;
    if (queued >= settings.queueDatagrams || queueBytes + datagram.length > settings.queueBytes)
      return drop('queue_full');
    if (isOverRate(source.slot)) return drop('source_rate');

    const lane = lanes[source.terminalId % lanes.length];
    if (lane === undefined) return drop('queue_full');
    if (!lane.slab.hasRoomFor(datagram.length)) handOver(lane);
    queueBytes += lane.slab.append(source.terminalId, lastArrivalMs, datagram);
    queued += 1;
  }

  /** One terminal may not fill the queue of all: half of it in a second is its share. */
  function isOverRate(slot: number): boolean {
    const window = Math.floor(lastArrivalMs / 1000);
    if (window !== rateWindow) {
      rateWindow = window;
      inWindow.fill(0);
    }
    const count = (inWindow[slot] ?? 0) + 1;
    inWindow[slot] = count;
    return count > settings.sourceDatagramsPerS;
  }

  function handOver(lane: Lane): void {
    if (lane.slab.datagrams === 0) return;
    const { buffer, slab } = lane;
    const message: SlabMessage = { type: 'slab', buffer, datagrams: slab.datagrams, bytes: slab.bytes };
    lane.port.postMessage(message, [buffer]);
    lane.buffer = lane.spare.pop() ?? new ArrayBuffer(SLAB_BYTES);
    lane.slab = new SlabWriter(lane.buffer);
  }

  for (const lane of lanes) {
    lane.port.on('message', (returned: SlabReturn) => {
      queued -= returned.datagrams;
      queueBytes -= returned.bytes;
      if (lane.spare.length < SPARE_SLABS) lane.spare.push(returned.buffer);
    });
  }

  const stats = (): ReceiverStats => ({
    received,
    queued,
    queueBytes,
    sent,
    dropped: { ...dropped },
    cpuMs: threadCpuMs(),
  });
  const slabTimer = setInterval(() => lanes.forEach(handOver), settings.slabMs);
  const statsTimer = setInterval(() => post(parent, { type: 'stats', stats: stats() }), STATS_INTERVAL_MS);

  function send(datagrams: readonly OutboundDatagram[]): void {
    const sentTokens: number[] = [];
    const failedTokens: number[] = [];
    let open = datagrams.length;
    for (const { bytes, port, address, token } of datagrams) {
      sent += 1;
      socket.send(bytes, port, address, (error) => {
        if (error !== null) drop('send_failed');
        if (token !== undefined) (error === null ? sentTokens : failedTokens).push(token);
        open -= 1;
        if (open > 0) return;
        tellSendings(parent, 'sent', sentTokens);
        tellSendings(parent, 'failed', failedTokens);
      });
    }
  }

  async function leave(): Promise<void> {
    // A connected socket takes datagrams of its one peer only, so the kernel gives new ones to whoever shares the port, while
    // those that wait in this socket's buffer can still be read. Closing at once would lose them.
    await new Promise<void>((resolve) => socket.connect(9, '127.0.0.1', () => resolve()));
    await silence(() => received);
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    clearInterval(slabTimer);
    clearInterval(statsTimer);
    for (const lane of lanes) {
      handOver(lane);
      lane.port.postMessage({ type: 'last' } satisfies SlabMessage);
    }
    post(parent, { type: 'left', stats: stats() });
  }

  parent.on('message', (message: ToReceiver) => {
    switch (message.type) {
      case 'listen':
        listen(socket, settings.udpHost, message.port, parent, receive);
        break;
      case 'sources':
        for (const key of message.removed) sources.delete(key);
        for (const source of message.added) sources.set(source.key, source);
        break;
      case 'send':
        // The message may have waited while this thread, or the whole machine, stood still.
        if (monotonicMs() < message.notAfterMs) send(message.datagrams);
        else
          tellSendings(
            parent,
            'late',
            message.datagrams.flatMap(({ token }) => token ?? []),
          );
        break;
      case 'leave':
        void leave();
        break;
    }
  });
}

function listen(
  socket: Socket,
  address: string,
  port: number,
  parent: MessagePort,
  receive: (datagram: Buffer, from: RemoteInfo) => void,
): void {
  socket.on('error', (error: NodeJS.ErrnoException) =>
    post(parent, { type: 'failed', message: error.message, code: error.code }),
  );
  socket.on('message', receive);
  socket.bind({ address, port }, () => {
    post(parent, {
      type: 'bound',
      port: socket.address().port,
      receiveBufferBytes: socket.getRecvBufferSize(),
      clockOffsetMs: performance.timeOrigin + performance.now() - monotonicMs(),
    });
  });
}

function openLane(port: MessagePort): Lane {
  const buffer = new ArrayBuffer(SLAB_BYTES);
  return { port, spare: [], buffer, slab: new SlabWriter(buffer) };
}

/** Resolves when the counter has stood still for a while: what the kernel held has been read. */
async function silence(counter: () => number): Promise<void> {
  const deadline = performance.now() + DRAIN_LIMIT_MS;
  let seen = counter();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, DRAIN_SILENCE_MS));
    const now = counter();
    if (now === seen || performance.now() > deadline) return;
    seen = now;
  }
}

function tellSendings(parent: MessagePort, outcome: SendOutcome, tokens: readonly number[]): void {
  if (tokens.length > 0) post(parent, { type: 'sendings', outcome, tokens });
}

function post(parent: MessagePort, message: FromReceiver): void {
  parent.postMessage(message);
}
