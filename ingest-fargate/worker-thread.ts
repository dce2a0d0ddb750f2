import { constants, zstdCompressSync } from 'node:zlib';
import type { MessagePort } from 'node:worker_threads';
import type { DatagramKind } from '../core/contracts/datagram-kinds.ts';
import { RECORD_BATCH_LIMITS, RecordBatchWriter } from '../core/contracts/record-batch.ts';
import { mayBeReply, readReplyPart } from '../core/fleet/commands/reply.ts';
import { DatagramDecoder } from '../core/mooncmd/datagram-decoder.ts';
import { AwaitedReplies } from './awaited-replies.ts';
import { readSlab } from './slab.ts';
import { threadCpuMs } from './thread-cpu.ts';
import type {
  FromWorker,
  SlabMessage,
  SlabReturn,
  ToWorker,
  WorkerSettings,
  WorkerStats,
} from './thread-messages.ts';

const STATS_INTERVAL_MS = 250;
const SWEEP_INTERVAL_MS = 500;

/** A SendMessageBatch takes 1 MiB in all; 4 KiB are left for what stands around one body. */
export const MAX_BODY_BYTES = 1024 * 1024 - 4096;

/** Fast and good enough: a batch of balances shrinks to about an eighth; higher levels gain little on 256 KB. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * A decode worker: slabs in, batches out. All datagrams of one terminal come to the same worker in the order of their arrival, so
 * fragments and charts are put together here without locks.
 */
export function runWorker(settings: WorkerSettings, parent: MessagePort): void {
  const decoder = new DatagramDecoder();
  const writer = new RecordBatchWriter();
  const awaited = new AwaitedReplies(settings.awaited);
  const dropped: Record<string, number> = {};
  const records: Partial<Record<DatagramKind, number>> = {};
  let accepted = 0;
  let batches = 0;
  let busyMs = 0;
  let batchMs = 0;
  let openReceivers = settings.receiverPorts.length;
  /** Of the datagram at work; of the last one during a sweep. */
  let receivedAtMs = Date.now();
  let receiver = 0;

  const drop = (reason: string, datagrams: number): void => {
    dropped[reason] = (dropped[reason] ?? 0) + datagrams;
  };

  const sink = {
    message(kind: DatagramKind, payload: Buffer, datagrams: number, source: number): void {
      accepted += datagrams;
      append(kind, source, receivedAtMs, payload);
      if (mayBeReply(kind) && awaited.has(source))
        post({
          type: 'reply',
          terminalId: source,
          part: readReplyPart(kind, payload),
          receivedAtMs,
          receiver,
        });
    },
    dropped: drop,
  };

  function append(kind: DatagramKind, terminalId: number, atMs: number, payload: Buffer): void {
    records[kind] = (records[kind] ?? 0) + 1;
    if (writer.isFullFor(payload.length)) flush();
    writer.append(kind, terminalId, atMs, payload);
  }

  function flush(): void {
    const count = writer.records;
    if (count === 0) return;
    const startMs = performance.now();
    batches += 1;
    const batchId = `${settings.epoch}-${settings.index}-${batches}`;
    const frame = writer.take(batchId, Date.now());
    const body = zstdCompressSync(frame, COMPRESSION).toString('base64');
    batchMs += performance.now() - startMs;
    // Only a single chart of more than the target size can be as large as this.
    if (body.length > MAX_BODY_BYTES || frame.length > RECORD_BATCH_LIMITS.maxFrameBytes)
      return drop('record_too_large', count);
    post({ type: 'batch', batch: { batchId, body, records: count } });
  }

  const stats = (): WorkerStats => ({
    accepted,
    pending: decoder.pendingDatagrams,
    dropped: { ...dropped },
    records: { ...records },
    batches,
    busyMs,
    batchMs,
    cpuMs: threadCpuMs(),
  });
  const post = (message: FromWorker): void => parent.postMessage(message);

  function countBusy(work: () => void): void {
    const startMs = performance.now();
    work();
    busyMs += performance.now() - startMs;
  }

  const flushTimer = setInterval(() => countBusy(flush), settings.flushMs);
  const statsTimer = setInterval(() => post({ type: 'stats', stats: stats() }), STATS_INTERVAL_MS);
  const sweepTimer = setInterval(() => decoder.sweep(Date.now(), sink), SWEEP_INTERVAL_MS);

  function finish(): void {
    for (const timer of [flushTimer, statsTimer, sweepTimer]) clearInterval(timer);
    // What is still incomplete has lost its other half with the socket.
    decoder.sweep(Number.POSITIVE_INFINITY, sink);
    flush();
    post({ type: 'finished', stats: stats() });
    parent.close();
  }

  for (const [index, port] of settings.receiverPorts.entries()) {
    port.on('message', (message: SlabMessage) => {
      if (message.type === 'last') {
        port.close();
        openReceivers -= 1;
        if (openReceivers === 0) finish();
        return;
      }
      receiver = index;
      countBusy(() =>
        readSlab(message.buffer, message.datagrams, (source, arrivedAtMs, datagram) => {
          receivedAtMs = arrivedAtMs;
          decoder.decode(source, datagram, arrivedAtMs, sink);
        }),
      );
      const returned: SlabReturn = {
        buffer: message.buffer,
        datagrams: message.datagrams,
        bytes: message.bytes,
      };
      port.postMessage(returned, [message.buffer]);
    });
  }

  parent.on('message', (message: ToWorker) => {
    const payload = Buffer.from(JSON.stringify({ isOnline: message.isOnline }));
    append('liveness', message.terminalId, message.occurredAtMs, payload);
  });
}
