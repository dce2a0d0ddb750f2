import type { AssemblyDropReason, DropSink } from './drop-reasons.ts';
import { inflateGzip, isGzip } from './inflate-gzip.ts';
import { MOONCMD_LIMITS } from './limits.ts';
import type { AssembledMessage } from './fragment-assembler.ts';
import type { OpenedChartBlock } from './open-datagram.ts';

interface OpenChart {
  readonly orderId: number;
  readonly bodies: (Buffer | undefined)[];
  readonly startedAtMs: number;
  received: number;
  bytes: number;
}

const ORDER_ID_BYTES = 4;

/**
 * Puts the blocks of charts together (MoonCMD 1.4), whatever the order they come in. At most 255 blocks: the count is a byte.
 * The payload that comes out is `i32 LE order id` + the bodies in order.
 */
export class ChartAssembler {
  /** By source and order, oldest first. */
  readonly #charts = new Map<string, OpenChart>();
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
  add(source: number, block: OpenedChartBlock, nowMs: number, sink: DropSink): AssembledMessage | null {
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
    if (block.blocks === 1) return { payload: joinChart(block.orderId, [block.body]), datagrams: 1 };

    if (chart === undefined) {
      const bodies = new Array<Buffer | undefined>(block.blocks).fill(undefined);
      chart = { orderId: block.orderId, bodies, startedAtMs: nowMs, received: 0, bytes: 0 };
      this.#charts.set(key, chart);
    }
    if (chart.bodies[block.block] !== undefined) {
      sink.dropped('chart_duplicate', 1);
      return null;
    }
    // A copy: the datagram lies in a slab that is used again.
    chart.bodies[block.block] = Buffer.from(block.body);
    chart.bytes += block.body.length;
    chart.received += 1;
    this.#bytes += block.body.length;
    this.#datagrams += 1;

    if (chart.bytes > MOONCMD_LIMITS.maxChartBytes) return this.#drop(key, chart, 'chart_oversized', sink);
    if (chart.received === chart.bodies.length) return this.#complete(key, chart, sink);
    this.#evictOldest(sink);
    return null;
  }

  /** Gives up what waited too long. @returns datagrams dropped */
  sweep(nowMs: number, sink: DropSink): number {
    const before = this.#datagrams;
    for (const [key, chart] of this.#charts) {
      // Oldest first: the first that is young enough ends the walk.
      if (nowMs - chart.startedAtMs <= MOONCMD_LIMITS.chartTimeLimitMs) break;
      this.#drop(key, chart, 'chart_expired', sink);
    }
    return before - this.#datagrams;
  }

  #complete(key: string, chart: OpenChart, sink: DropSink): AssembledMessage | null {
    const bodies = chart.bodies.filter((body) => body !== undefined);
    const joined = Buffer.concat(bodies, chart.bytes);
    // A terminal that compresses the whole and then cuts it would otherwise lose the chart. A chart's own first two
    // bytes are its version, 30.
    const inflated = isGzip(joined) ? inflateGzip(joined, MOONCMD_LIMITS.maxChartBytes) : joined;
    if (inflated === 'bomb') return this.#drop(key, chart, 'chart_oversized', sink);
    this.#remove(key, chart);
    const body = typeof inflated === 'string' ? joined : inflated;
    return { payload: joinChart(chart.orderId, [body]), datagrams: chart.received };
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
