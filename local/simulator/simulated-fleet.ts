import type { DatagramKind } from '../../core/contracts/datagram-kinds.ts';
import { packMessage } from './datagrams.ts';
import { DueQueue } from './due-queue.ts';
import type { OutgoingMessage } from './messages.ts';
import { type NetworkFaults, planDelivery } from './network-faults.ts';
import { createRandom, type Random, seedOf } from './random.ts';
import { Terminal } from './terminal.ts';

export interface FleetOptions {
  readonly terminals: number;
  readonly seed: number;
  readonly firstOrderId: number;
  readonly balanceEveryMs: number;
  readonly orderEveryMs: number;
  readonly errorEveryMs: number;
  /** From a request to the first datagram of its answer. */
  readonly answerDelayMs: number;
  /** Shares in percent. */
  readonly silentPercent: number;
  readonly plainPercent: number;
  /** Orders too long for one fragment; above 0 every gzip over 2,048 bytes is cut. */
  readonly fragmentsPercent: number;
  readonly faults: NetworkFaults;
}

/** Between the datagrams of an answer: a terminal makes one after the other. */
const ANSWER_GAP_MS = 15;

/** Where a terminal pushes to: whoever spoke to it last. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface FleetCounts {
  /** Messages that were put on the wire whole, by kind; a doubled one counts twice. */
  readonly messages: Partial<Record<DatagramKind, number>>;
  /** Messages of which the simulated network lost a part or all. */
  readonly lostMessages: Partial<Record<DatagramKind, number>>;
  datagrams: number;
  bytes: number;
  lostDatagrams: number;
  duplicatedDatagrams: number;
  delayedDatagrams: number;
  fragmentedMessages: number;
  requests: number;
  /** Requests with a wrong signature, for another terminal, or to a silent one. */
  ignoredRequests: number;
  /** Terminals that have been spoken to. */
  pushingTerminals: number;
}

interface Station {
  readonly terminal: Terminal;
  readonly password: string;
  /** Of the network around it; apart from the terminal's own, so that faults do not change its life. */
  readonly random: Random;
  peer: Peer | undefined;
  scheduledMs: number;
}

interface DelayedDelivery {
  readonly index: number;
  readonly datagrams: readonly Buffer[];
  readonly wholeCopies: number;
  readonly kind: DatagramKind;
}

/** All terminals and the network around them, without sockets and clock: `transmit` sends, `nowMs` is handed in. */
export class SimulatedFleet {
  readonly counts: FleetCounts = {
    messages: {},
    lostMessages: {},
    datagrams: 0,
    bytes: 0,
    lostDatagrams: 0,
    duplicatedDatagrams: 0,
    delayedDatagrams: 0,
    fragmentedMessages: 0,
    requests: 0,
    ignoredRequests: 0,
    pushingTerminals: 0,
  };
  readonly #options: FleetOptions;
  readonly #transmit: (index: number, peer: Peer, datagram: Buffer) => void;
  readonly #stations: readonly Station[];
  readonly #due = new DueQueue<{ readonly index: number; readonly dueMs: number }>();
  readonly #delayed = new DueQueue<DelayedDelivery>();
  #isSilent = false;

  constructor(options: FleetOptions, transmit: (index: number, peer: Peer, datagram: Buffer) => void) {
    this.#options = options;
    this.#transmit = transmit;
    this.#stations = Array.from({ length: options.terminals }, (_, index) => createStation(options, index));
  }

  get terminals(): readonly { readonly name: string; readonly password: string }[] {
    return this.#stations.map(({ terminal, password }) => ({ name: terminal.name, password }));
  }

  /** Deliveries that the simulated network still holds back. */
  get heldBack(): number {
    return this.#delayed.size;
  }

  /** From now on nobody pushes or answers; what is held back still arrives. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** A datagram reached the terminal of this index. */
  receive(index: number, datagram: Buffer, peer: Peer, nowMs: number): void {
    const station = this.#stations[index];
    if (station === undefined || this.#isSilent) return;
    this.counts.requests += 1;
    const replies = station.terminal.receive(datagram, nowMs);
    if (replies === undefined) {
      this.counts.ignoredRequests += 1;
      return;
    }
    if (station.peer === undefined) this.counts.pushingTerminals += 1;
    station.peer = peer;
    const { answerDelayMs } = this.#options;
    replies.forEach((reply, at) => {
      this.#send(index, station, [reply], nowMs, answerDelayMs + at * ANSWER_GAP_MS);
    });
    this.#schedule(index, station);
  }

  /** Does everything that has become due. */
  advance(nowMs: number): void {
    for (
      let delivery = this.#delayed.take(nowMs);
      delivery !== undefined;
      delivery = this.#delayed.take(nowMs)
    ) {
      this.#deliver(delivery);
    }
    if (this.#isSilent) return;
    for (let entry = this.#due.take(nowMs); entry !== undefined; entry = this.#due.take(nowMs)) {
      const station = this.#stations[entry.index];
      // A command has moved the terminal's next event: the newer entry counts.
      if (station?.scheduledMs !== entry.dueMs) continue;
      this.#send(entry.index, station, station.terminal.advance(nowMs), nowMs);
      this.#schedule(entry.index, station);
    }
  }

  #schedule(index: number, station: Station): void {
    const dueMs = station.terminal.nextDueMs;
    station.scheduledMs = dueMs;
    if (dueMs !== Infinity) this.#due.add(dueMs, { index, dueMs });
  }

  #send(
    index: number,
    station: Station,
    messages: readonly OutgoingMessage[],
    nowMs: number,
    laterMs = 0,
  ): void {
    const { counts } = this;
    for (const message of messages) {
      const isPlain = station.random.happens(this.#options.plainPercent);
      const packed = packMessage(message, { isPlain, isFragmented: this.#options.fragmentsPercent > 0 });
      if (packed.parts === 'series') counts.fragmentedMessages += 1;
      const plan = planDelivery(packed, this.#options.faults, station.random);
      counts.lostDatagrams += plan.lostDatagrams;
      counts.duplicatedDatagrams += plan.duplicatedDatagrams;
      counts.delayedDatagrams += plan.delayedDatagrams;
      if (plan.wholeCopies === 0)
        counts.lostMessages[message.kind] = (counts.lostMessages[message.kind] ?? 0) + 1;
      const { deliveries, wholeCopies } = plan;
      deliveries.forEach(({ datagrams, delayMs }, at) => {
        // The copies are counted with the delivery that makes them whole: the last block of a chart, each copy of a doubled one.
        const whole = wholeCopies === 2 ? 1 : at === deliveries.length - 1 ? wholeCopies : 0;
        const delivery = { index, datagrams, kind: message.kind, wholeCopies: whole };
        if (delayMs + laterMs === 0) this.#deliver(delivery);
        else this.#delayed.add(nowMs + laterMs + delayMs, delivery);
      });
    }
  }

  #deliver({ index, datagrams, wholeCopies, kind }: DelayedDelivery): void {
    const peer = this.#stations[index]?.peer;
    if (peer === undefined) return;
    const { counts } = this;
    for (const datagram of datagrams) {
      this.#transmit(index, peer, datagram);
      counts.datagrams += 1;
      counts.bytes += datagram.length;
    }
    counts.messages[kind] = (counts.messages[kind] ?? 0) + wholeCopies;
  }
}

function createStation(options: FleetOptions, index: number): Station {
  const number = String(index + 1).padStart(4, '0');
  const password = `sim-password-${number}`;
  // Every k-th, not by chance: a run with 5 % silent ones has exactly that many.
  const isSilent =
    Math.floor(((index + 1) * options.silentPercent) / 100) >
    Math.floor((index * options.silentPercent) / 100);
  const seed = seedOf(options.seed, index);
  const terminal = new Terminal({
    name: `sim-${number}`,
    password,
    seed,
    isSilent,
    balanceEveryMs: options.balanceEveryMs,
    orderEveryMs: options.orderEveryMs,
    errorEveryMs: options.errorEveryMs,
    longCommentPercent: options.fragmentsPercent,
    firstOrderId: options.firstOrderId,
  });
  return {
    terminal,
    password,
    random: createRandom(seedOf(seed, 1)),
    peer: undefined,
    scheduledMs: Infinity,
  };
}
