import type { DatagramKind } from '../../../core/contracts/datagram-kinds.ts';
import { DatagramDecoder } from '../../../core/mooncmd/datagram-decoder.ts';
import { signRequest } from '../../../core/mooncmd/request.ts';
import { type FleetOptions, SimulatedFleet } from '../../../local/simulator/simulated-fleet.ts';

export interface ReceivedMessage {
  readonly index: number;
  readonly kind: DatagramKind;
  readonly payload: Buffer;
}

export interface FleetRun {
  readonly fleet: SimulatedFleet;
  readonly messages: readonly ReceivedMessage[];
  readonly drops: Readonly<Record<string, number>>;
  readonly datagrams: readonly Buffer[];
  /** Port that each datagram was sent to. */
  readonly ports: readonly number[];
  readonly decoder: DatagramDecoder;
  command(index: number, text: string, from?: { readonly password?: string; readonly port?: number }): void;
  /** Virtual seconds pass. */
  pass(seconds: number): void;
  countsByKind(): Record<string, number>;
}

export const QUIET_NETWORK = Object.freeze({
  lossPercent: 0,
  reorderPercent: 0,
  duplicatePercent: 0,
  reorderMaxDelayMs: 500,
});

const START_MS = Date.UTC(2025, 11, 4, 10);
const TICK_MS = 20;

/** A fleet on a virtual clock whose datagrams go straight into the real decoder. */
export function startFleet(options: Partial<FleetOptions> = {}): FleetRun {
  const decoder = new DatagramDecoder();
  const messages: ReceivedMessage[] = [];
  const datagrams: Buffer[] = [];
  const ports: number[] = [];
  const drops: Record<string, number> = {};
  let nowMs = START_MS;
  const fleet = new SimulatedFleet(
    {
      terminals: 20,
      seed: 7,
      firstOrderId: 1_000,
      balanceEveryMs: 5_000,
      orderEveryMs: 34_000,
      errorEveryMs: 60_000,
      answerDelayMs: 0,
      silentPercent: 0,
      plainPercent: 10,
      fragmentsPercent: 0,
      faults: QUIET_NETWORK,
      ...options,
    },
    (index, peer, datagram) => {
      datagrams.push(datagram);
      ports.push(peer.port);
      decoder.decode(index, datagram, nowMs, {
        message: (kind, payload) => messages.push({ index, kind, payload: Buffer.from(payload) }),
        dropped: (reason, count) => (drops[reason] = (drops[reason] ?? 0) + count),
      });
    },
  );
  return {
    fleet,
    messages,
    drops,
    datagrams,
    ports,
    decoder,
    command: (index, text, from = {}) => {
      const { password = fleet.terminals[index]?.password ?? '', port = 2500 } = from;
      fleet.receive(index, signRequest(text, password), { address: '127.0.0.1', port }, nowMs);
    },
    pass: (seconds) => {
      for (const endMs = nowMs + seconds * 1000; nowMs < endMs;) {
        nowMs += TICK_MS;
        fleet.advance(nowMs);
      }
    },
    countsByKind: () => {
      const counts: Record<string, number> = {};
      for (const { kind } of messages) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    },
  };
}

/** Speaks to every terminal as the ingest task does. */
export function subscribeAll(run: FleetRun): void {
  for (const index of run.fleet.terminals.keys()) {
    run.command(index, 'lst');
    run.command(index, 'SubscribeCharts');
  }
}
