import type { MessagePort } from 'node:worker_threads';
import type { DatagramKind } from '../core/contracts/datagram-kinds.ts';
import type { ReplyPart } from '../core/fleet/commands/reply.ts';

/**
 * What the task's threads say to each other. The main thread wires, delivers and serves health; receivers own the sockets;
 * decode workers turn slabs into batches. Slabs go from receiver to worker directly, past the main thread.
 */

export interface ReceiverSettings {
  readonly thread: 'receiver';
  readonly index: number;
  readonly udpHost: string;
  /** Share the port with the other receivers of this task, or with a task that is leaving. */
  readonly reusePort: boolean;
  readonly receiveBufferBytes: number;
  readonly slabMs: number;
  readonly queueDatagrams: number;
  readonly queueBytes: number;
  readonly sourceDatagramsPerS: number;
  /** Arrival time of the last datagram by terminal slot, ms of the epoch: shared with the main thread. */
  readonly lastSeenMs: SharedArrayBuffer;
  /** One port to each worker, in the order of the workers. */
  readonly workerPorts: readonly MessagePort[];
}

export interface WorkerSettings {
  readonly thread: 'worker';
  readonly index: number;
  /** Identifies this run of the task: with a counter it makes the batch ids. */
  readonly epoch: string;
  readonly flushMs: number;
  /** Of which terminals replies are waited for: written by the main thread. */
  readonly awaited: SharedArrayBuffer;
  /** One port to each receiver. */
  readonly receiverPorts: readonly MessagePort[];
}

export interface RegisteredSource {
  readonly key: number;
  readonly terminalId: number;
  readonly slot: number;
}

export type ToReceiver =
  /** Bind, once the sources are known: what came earlier would be dropped as unknown. */
  | { readonly type: 'listen'; readonly port: number }
  | {
      readonly type: 'sources';
      readonly removed: readonly number[];
      readonly added: readonly RegisteredSource[];
    }
  /** Not sent once the lease behind it has run out; the moment is of the monotonic clock, which all threads share. */
  | {
      readonly type: 'send';
      readonly notAfterMs: number;
      readonly datagrams: readonly OutboundDatagram[];
    }
  | { readonly type: 'leave' };

export interface OutboundDatagram {
  readonly address: string;
  readonly port: number;
  readonly bytes: Uint8Array;
  /** Whoever gave one is told what became of the datagram. */
  readonly token?: number;
}

/** `late`: the lease had run out before it left. `failed`: the system did not take it. In both cases it was not sent. */
export type SendOutcome = 'sent' | 'late' | 'failed';

export interface ReceiverStats {
  readonly received: number;
  readonly queued: number;
  readonly queueBytes: number;
  readonly sent: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** CPU time of the thread. */
  readonly cpuMs: number;
}

/** Of one that has not told any. */
export const NO_RECEIVER_STATS: ReceiverStats = Object.freeze({
  received: 0,
  queued: 0,
  queueBytes: 0,
  sent: 0,
  dropped: {},
  cpuMs: 0,
});

export type FromReceiver =
  | {
      readonly type: 'bound';
      readonly port: number;
      readonly receiveBufferBytes: number;
      /** Arrival times of this receiver less the monotonic clock. */
      readonly clockOffsetMs: number;
    }
  | { readonly type: 'sendings'; readonly outcome: SendOutcome; readonly tokens: readonly number[] }
  | { readonly type: 'failed'; readonly message: string; readonly code: string | undefined }
  | { readonly type: 'stats'; readonly stats: ReceiverStats }
  | { readonly type: 'left'; readonly stats: ReceiverStats };

/** Receiver to worker. `last` follows the last slab of a receiver that has left its socket. */
export type SlabMessage =
  | {
      readonly type: 'slab';
      readonly buffer: ArrayBuffer;
      readonly datagrams: number;
      readonly bytes: number;
    }
  | { readonly type: 'last' };

/** Worker to receiver: the slab back, for the next datagrams, and what it had held. */
export interface SlabReturn {
  readonly buffer: ArrayBuffer;
  readonly datagrams: number;
  readonly bytes: number;
}

export type ToWorker = {
  readonly type: 'liveness';
  readonly terminalId: number;
  readonly occurredAtMs: number;
  readonly isOnline: boolean;
};

export interface WorkerStats {
  readonly accepted: number;
  readonly pending: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly records: Readonly<Partial<Record<DatagramKind, number>>>;
  readonly batches: number;
  /** Time spent on slabs and on making batches. */
  readonly busyMs: number;
  /** Of it: compressing. */
  readonly batchMs: number;
  /** CPU time of the thread. */
  readonly cpuMs: number;
}

/** Of one that has not told any. */
export const NO_WORKER_STATS: WorkerStats = Object.freeze({
  accepted: 0,
  pending: 0,
  dropped: {},
  records: {},
  batches: 0,
  busyMs: 0,
  batchMs: 0,
  cpuMs: 0,
});

/** A batch ready for SQS: `body` is base64 of the compressed frame. */
export interface ReadyBatch {
  readonly batchId: string;
  readonly body: string;
  readonly records: number;
}

export type FromWorker =
  | { readonly type: 'batch'; readonly batch: ReadyBatch }
  /** What may be the reply to a command that waits for one. */
  | {
      readonly type: 'reply';
      readonly terminalId: number;
      readonly part: ReplyPart;
      readonly receivedAtMs: number;
      /** Number of the receiver whose clock that is. */
      readonly receiver: number;
    }
  | { readonly type: 'stats'; readonly stats: WorkerStats }
  | { readonly type: 'finished'; readonly stats: WorkerStats };
