import { crc32 } from 'node:zlib';
import type { AssemblyDropReason, DropSink } from './drop-reasons.ts';
import { inflateGzip, isGzip } from './inflate-gzip.ts';
import { MOONCMD_LIMITS } from './limits.ts';
import type { AssembledMessage } from './fragment-assembler.ts';
import type { OpenedChartBlock } from './open-datagram.ts';

interface OpenChart {
  readonly source: number;
  readonly orderId: number;
  readonly bodies: (Buffer | undefined)[];
  /** Blocks that stand in the chart of this order that was completed last: late repeats of it, or the same in the new one. */
  readonly repeats: Set<number>;
  readonly startedAtMs: number;
  lastAtMs: number;
  received: number;
  bytes: number;
}

/** Checksums of the blocks of a completed chart. */
interface FinishedChart {
  readonly checksums: readonly number[];
  readonly finishedAtMs: number;
}

/** A completed chart and whose it is. */
export interface AssembledChart extends AssembledMessage {
  readonly source: number;
}

const ORDER_ID_BYTES = 4;

/**
 * Puts the blocks of charts together (MoonCMD 1.4), whatever the order they come in. At most 255 blocks: the count is a byte.
 * The payload that comes out is `i32 LE order id` + the bodies in order.
 *
 * Blocks name their order, not their chart, and an order has a new chart after each trade. So a block whose place is taken by other
 * bytes begins a newer chart; and a block that stands in the chart completed last may be a late repeat of it: it is held, gives way to
 * another one in its place, and counts as the new chart's own only when none has come for a while.
 */
export class ChartAssembler {
  /** By source and order, oldest first. */
  readonly #charts = new Map<string, OpenChart>();
  /** Oldest first. */
  readonly #finished = new Map<string, FinishedChart>();
  #bytes = 0;
  #datagrams = 0;

  /** Datagrams held. */
  get pendingDatagrams(): number {
    return this.#datagrams;
  }

  get pendingBytes(): number {
    return this.#bytes;
  }

  /** @returns the chart once its last block is there; `null` while it waits or when the sink was told of a drop. */
  add(source: number, block: OpenedChartBlock, nowMs: number, sink: DropSink): AssembledChart | null {
    const key = `${source}:${block.orderId}`;
    let chart = this.#charts.get(key);
    if (chart !== undefined && nowMs - chart.startedAtMs > MOONCMD_LIMITS.chartTimeLimitMs) {
      this.#drop(key, chart, 'chart_expired', sink);
      chart = undefined;
    }
    if (chart !== undefined && chart.bodies.length !== block.blocks) {
      this.#drop(key, chart, 'chart_restarted', sink);
      chart = undefined;
    }
    if (block.blocks === 1) return { source, payload: joinChart(block.orderId, [block.body]), datagrams: 1 };

    const held = chart?.bodies[block.block];
    if (chart !== undefined && held !== undefined) {
      if (held.equals(block.body)) {
        sink.dropped('chart_duplicate', 1);
        return null;
      }
      if (chart.repeats.delete(block.block)) {
        this.#forget(chart, block.block, held);
        sink.dropped('chart_duplicate', 1);
      } else {
        this.#drop(key, chart, 'chart_restarted', sink);
        chart = undefined;
      }
    }
    chart ??= this.#open(key, source, block, nowMs);
    this.#hold(key, chart, block, nowMs);
    if (chart.bytes > MOONCMD_LIMITS.maxChartBytes) return this.#drop(key, chart, 'chart_oversized', sink);
    if (chart.received === chart.bodies.length) {
      if (chart.repeats.size === 0) return this.#complete(key, chart, nowMs, sink);
      if (chart.repeats.size === chart.received) return this.#drop(key, chart, 'chart_duplicate', sink);
    }
    this.#evictOldest(sink);
    return null;
  }

  /** Completes what only waited for its repeats to be replaced, and gives up what waited too long. */
  sweep(nowMs: number, sink: DropSink): AssembledChart[] {
    const completed: AssembledChart[] = [];
    for (const [key, chart] of this.#charts) {
      const isFull = chart.received === chart.bodies.length;
      if (isFull && nowMs - chart.lastAtMs > MOONCMD_LIMITS.chartSettleMs) {
        const done = this.#complete(key, chart, nowMs, sink);
        if (done !== null) completed.push(done);
      } else if (nowMs - chart.startedAtMs > MOONCMD_LIMITS.chartTimeLimitMs) {
        const isRepeated = chart.repeats.size === chart.received;
        this.#drop(key, chart, isRepeated ? 'chart_duplicate' : 'chart_expired', sink);
      }
    }
    for (const [key, { finishedAtMs }] of this.#finished) {
      if (nowMs - finishedAtMs <= MOONCMD_LIMITS.chartTimeLimitMs) break;
      this.#finished.delete(key);
    }
    return completed;
  }

  #open(key: string, source: number, block: OpenedChartBlock, nowMs: number): OpenChart {
    const chart: OpenChart = {
      source,
      orderId: block.orderId,
      bodies: new Array<Buffer | undefined>(block.blocks).fill(undefined),
      repeats: new Set(),
      startedAtMs: nowMs,
      lastAtMs: nowMs,
      received: 0,
      bytes: 0,
    };
    this.#charts.set(key, chart);
    return chart;
  }

  #hold(key: string, chart: OpenChart, block: OpenedChartBlock, nowMs: number): void {
    // A copy: the datagram lies in a slab that is used again.
    const body = Buffer.from(block.body);
    const finished = this.#finished.get(key);
    if (finished?.checksums.length === block.blocks && finished.checksums[block.block] === crc32(body)) {
      chart.repeats.add(block.block);
    }
    chart.bodies[block.block] = body;
    chart.lastAtMs = nowMs;
    chart.bytes += body.length;
    chart.received += 1;
    this.#bytes += body.length;
    this.#datagrams += 1;
  }

  #forget(chart: OpenChart, index: number, body: Buffer): void {
    chart.bodies[index] = undefined;
    chart.bytes -= body.length;
    chart.received -= 1;
    this.#bytes -= body.length;
    this.#datagrams -= 1;
  }

  #complete(key: string, chart: OpenChart, nowMs: number, sink: DropSink): AssembledChart | null {
    const bodies = chart.bodies.filter((body) => body !== undefined);
    const joined = Buffer.concat(bodies, chart.bytes);
    // A terminal that compresses the whole and then cuts it would otherwise lose the chart. A chart's own first two
    // bytes are its version, 30.
    const inflated = isGzip(joined) ? inflateGzip(joined, MOONCMD_LIMITS.maxChartBytes) : joined;
    if (inflated === 'bomb') return this.#drop(key, chart, 'chart_oversized', sink);
    this.#remove(key, chart);
    this.#remember(key, bodies, nowMs);
    const body = typeof inflated === 'string' ? joined : inflated;
    return { source: chart.source, payload: joinChart(chart.orderId, [body]), datagrams: chart.received };
  }

  #remember(key: string, bodies: readonly Buffer[], finishedAtMs: number): void {
    this.#finished.delete(key);
    this.#finished.set(key, { checksums: bodies.map((body) => crc32(body)), finishedAtMs });
    if (this.#finished.size <= MOONCMD_LIMITS.maxOpenCharts) return;
    const [oldest] = this.#finished.keys();
    if (oldest !== undefined) this.#finished.delete(oldest);
  }

  #evictOldest(sink: DropSink): void {
    for (const [key, chart] of this.#charts) {
      const isOver =
        this.#charts.size > MOONCMD_LIMITS.maxOpenCharts || this.#bytes > MOONCMD_LIMITS.maxPendingChartBytes;
      if (!isOver) return;
      this.#drop(key, chart, 'chart_evicted', sink);
    }
  }

  #drop(key: string, chart: OpenChart, reason: AssemblyDropReason, sink: DropSink): null {
    this.#remove(key, chart);
    sink.dropped(reason, chart.received);
    return null;
  }

  #remove(key: string, chart: OpenChart): void {
    this.#charts.delete(key);
    this.#bytes -= chart.bytes;
    this.#datagrams -= chart.received;
  }
}

function joinChart(orderId: number, bodies: readonly Buffer[]): Buffer {
  const head = Buffer.allocUnsafe(ORDER_ID_BYTES);
  head.writeInt32LE(orderId, 0);
  return Buffer.concat([head, ...bodies]);
}
