import { MessageChannel, Worker } from 'node:worker_threads';
import type { ReplyPart } from '../core/fleet/commands/reply.ts';
import {
  type FromReceiver,
  type FromWorker,
  NO_RECEIVER_STATS,
  NO_WORKER_STATS,
  type ReadyBatch,
  type ReceiverSettings,
  type ReceiverStats,
  type SendOutcome,
  type ToReceiver,
  type ToWorker,
  type WorkerSettings,
  type WorkerStats,
} from './thread-messages.ts';

export interface ThreadsSettings {
  readonly entry: URL;
  readonly receivers: number;
  readonly workers: number;
  readonly epoch: string;
  readonly flushMs: number;
  readonly receiver: Omit<ReceiverSettings, 'thread' | 'index' | 'workerPorts' | 'lastSeenMs'>;
  readonly lastSeenMs: SharedArrayBuffer;
  readonly awaited: SharedArrayBuffer;
  /** @param arrivedAtMs on the monotonic clock */
  readonly onReply: (terminalId: number, part: ReplyPart, arrivedAtMs: number) => void;
  readonly onSendings: (tokens: readonly number[], outcome: SendOutcome) => void;
  readonly onBatch: (batch: ReadyBatch) => void;
  readonly onFailure: (error: Error) => void;
}

export class SocketUnavailableError extends Error {
  override readonly name = 'SocketUnavailableError';
}

/** The receivers and decode workers of a task, wired to each other; the main thread keeps only batches, counts and commands. */
export class Threads {
  readonly receiverStats: ReceiverStats[];
  readonly workerStats: WorkerStats[];
  /** What `getsockopt` says that the kernel gave. */
  receiveBufferBytes = 0;
  port = 0;
  readonly #receivers: Worker[] = [];
  readonly #workers: Worker[] = [];
  readonly #bound: Promise<void>[] = [];
  /** By receiver: its arrival times less the monotonic clock. */
  readonly #clockOffsetsMs: number[] = [];
  #finished: Promise<unknown> = Promise.resolve();

  private constructor(receivers: number, workers: number) {
    this.receiverStats = Array.from({ length: receivers }, () => NO_RECEIVER_STATS);
    this.workerStats = Array.from({ length: workers }, () => NO_WORKER_STATS);
  }

  static start(settings: ThreadsSettings): Threads {
    const threads = new Threads(settings.receivers, settings.workers);
    const channels = Array.from({ length: settings.receivers }, () =>
      Array.from({ length: settings.workers }, () => new MessageChannel()),
    );

    const finished = Array.from({ length: settings.workers }, (_, index) => {
      const receiverPorts = channels.flatMap((row) => row[index]?.port2 ?? []);
      const data: WorkerSettings = {
        thread: 'worker',
        index,
        epoch: settings.epoch,
        flushMs: settings.flushMs,
        awaited: settings.awaited,
        receiverPorts,
      };
      const worker = new Worker(settings.entry, { workerData: data, transferList: receiverPorts });
      threads.#workers.push(worker);
      return threads.#listenToWorker(worker, index, settings);
    });
    threads.#finished = Promise.all(finished);

    for (let index = 0; index < settings.receivers; index += 1) {
      const workerPorts = (channels[index] ?? []).map((channel) => channel.port1);
      const data: ReceiverSettings = {
        ...settings.receiver,
        thread: 'receiver',
        index,
        lastSeenMs: settings.lastSeenMs,
        workerPorts,
      };
      const receiver = new Worker(settings.entry, { workerData: data, transferList: workerPorts });
      threads.#receivers.push(receiver);
      threads.#bound.push(threads.#listenToReceiver(receiver, index, settings));
    }
    return threads;
  }

  /**
   * Binds the sockets. Only then: the receivers know their sources by now.
   * @param port 0 for an ephemeral one
   * @throws SocketUnavailableError when the port is taken or not allowed
   */
  async listen(port: number): Promise<void> {
    for (const [index, receiver] of this.#receivers.entries()) {
      // The first decides an ephemeral port; the others share it.
      receiver.postMessage({ type: 'listen', port: index === 0 ? port : this.port } satisfies ToReceiver);
      await this.#bound[index];
    }
  }

  tellReceivers(message: Extract<ToReceiver, { type: 'sources' }>): void {
    for (const receiver of this.#receivers) receiver.postMessage(message);
  }

  /** All commands leave by the first socket; they all have the same port. */
  send(message: Extract<ToReceiver, { type: 'send' }>): void {
    this.#receivers[0]?.postMessage(message);
  }

  tellWorkerOf(terminalId: number, message: ToWorker): void {
    this.#workers[terminalId % this.#workers.length]?.postMessage(message);
  }

  /** Leaves the sockets, reads what the kernel still holds, decodes it all and gives the last batches out. */
  async finish(): Promise<void> {
    for (const receiver of this.#receivers) receiver.postMessage({ type: 'leave' } satisfies ToReceiver);
    await this.#finished;
    await Promise.all([...this.#receivers, ...this.#workers].map((thread) => thread.terminate()));
  }

  #listenToReceiver(receiver: Worker, index: number, settings: ThreadsSettings): Promise<void> {
    receiver.on('error', settings.onFailure);
    return new Promise((resolve, reject) => {
      receiver.on('message', (message: FromReceiver) => {
        switch (message.type) {
          case 'bound':
            this.port = message.port;
            this.receiveBufferBytes = message.receiveBufferBytes;
            this.#clockOffsetsMs[index] = message.clockOffsetMs;
            resolve();
            break;
          case 'failed':
            reject(new SocketUnavailableError(message.message));
            break;
          case 'sendings':
            settings.onSendings(message.tokens, message.outcome);
            break;
          case 'stats':
          case 'left':
            this.receiverStats[index] = message.stats;
            break;
        }
      });
    });
  }

  #listenToWorker(worker: Worker, index: number, settings: ThreadsSettings): Promise<void> {
    worker.on('error', settings.onFailure);
    return new Promise((resolve) => {
      worker.on('message', (message: FromWorker) => {
        switch (message.type) {
          case 'batch':
            settings.onBatch(message.batch);
            break;
          case 'reply': {
            const { terminalId, part, receivedAtMs, receiver } = message;
            settings.onReply(terminalId, part, receivedAtMs - (this.#clockOffsetsMs[receiver] ?? 0));
            break;
          }
          case 'stats':
            this.workerStats[index] = message.stats;
            break;
          case 'finished':
            this.workerStats[index] = message.stats;
            resolve();
            break;
        }
      });
    });
  }
}
