import type { DatagramKind } from '../contracts/datagram-kinds.ts';
import { ChartAssembler } from './chart-assembler.ts';
import type { DropSink, RejectionReason } from './drop-reasons.ts';
import { FragmentAssembler } from './fragment-assembler.ts';
import { openDatagram, openText } from './open-datagram.ts';

/** Takes what a decoder makes of datagrams. */
export interface DecodeSink extends DropSink {
  /**
   * @param payload for `chart`, i32 LE order id and the body; otherwise valid UTF-8. May be a view of the datagram: copy it.
   * @param datagrams how many it came in
   * @param source as given to `decode`
   */
  message(kind: DatagramKind, payload: Buffer, datagrams: number, source: number): void;
}

/** What these are refused for alone, they may be as the middle of a gzip stream. */
const MAY_CONTINUE_SERIES: ReadonlySet<RejectionReason> = new Set([
  'binary',
  'malformed_gzip',
  'malformed_chart',
]);

/** How a text of its own begins; compressed bytes do not begin so. */
const LEGACY_TEXT_BEGINNINGS = ['[SQLCommand', 'Open Sell Orders:', 'Open Buy Orders:', 'ERR'];

/**
 * Decodes the datagrams of many sources, those of one source in the order of arrival: one for each decode worker.
 *
 * Nothing gets lost uncounted: datagrams decoded = datagrams of messages + datagrams dropped + `pendingDatagrams`.
 * A datagram that is complete by itself is delivered at once, also amid the fragments of its source.
 */
export class DatagramDecoder {
  readonly #fragments = new FragmentAssembler();
  readonly #charts = new ChartAssembler();

  /** Datagrams held for assembly. */
  get pendingDatagrams(): number {
    return this.#fragments.pendingDatagrams + this.#charts.pendingDatagrams;
  }

  get pendingBytes(): number {
    return this.#fragments.pendingBytes + this.#charts.pendingBytes;
  }

  /** @param source the same number for the same sender, for as long as it can have something open */
  decode(source: number, datagram: Buffer, nowMs: number, sink: DecodeSink): void {
    const opened = openDatagram(datagram);
    switch (opened.status) {
      case 'message':
        if (opened.kind === 'text' && this.#continuesSeries(source, datagram, nowMs, sink)) return;
        sink.message(opened.kind, opened.payload, 1, source);
        return;
      case 'chart-block': {
        const chart = this.#charts.add(source, opened, nowMs, sink);
        if (chart !== null) sink.message('chart', chart.payload, chart.datagrams, source);
        return;
      }
      case 'fragment':
        this.#fragments.begin(source, datagram, nowMs, sink);
        return;
      case 'rejected':
        if (MAY_CONTINUE_SERIES.has(opened.reason) && this.#continuesSeries(source, datagram, nowMs, sink))
          return;
        sink.dropped(opened.reason, 1);
    }
  }

  /** Gives up what waited too long, and delivers charts that only waited for repeats: to be called each second or so. */
  sweep(nowMs: number, sink: DecodeSink): void {
    this.#fragments.sweep(nowMs, sink);
    for (const { source, payload, datagrams } of this.#charts.sweep(nowMs, sink))
      sink.message('chart', payload, datagrams, source);
  }

  /** @returns whether the datagram was taken into the open series of its source */
  #continuesSeries(source: number, datagram: Buffer, nowMs: number, sink: DecodeSink): boolean {
    if (!this.#fragments.isOpen(source, nowMs, sink) || isLegacyText(datagram)) return false;
    const outcome = this.#fragments.append(source, datagram, nowMs, sink);
    if (typeof outcome === 'string') return true;
    const opened = openText(outcome.payload);
    if (opened.status === 'message') sink.message(opened.kind, opened.payload, outcome.datagrams, source);
    else sink.dropped(opened.reason, outcome.datagrams);
    return true;
  }
}

function isLegacyText(datagram: Buffer): boolean {
  const beginning = datagram.toString('latin1', 0, 20);
  return LEGACY_TEXT_BEGINNINGS.some((text) => beginning.startsWith(text));
}
