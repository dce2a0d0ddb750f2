import { classifyText, type MessageKind } from './classify-text.ts';
import type { RejectionReason } from './drop-reasons.ts';
import { inflateGzip, isGzip } from './inflate-gzip.ts';
import { MOONCMD_LIMITS } from './limits.ts';

export interface OpenedMessage {
  readonly status: 'message';
  readonly kind: MessageKind;
  /** Valid UTF-8. May be a view of the datagram: copy what outlives it. */
  readonly payload: Buffer;
}

/** One block of the binary chart of an order (MoonCMD 1.4). */
export interface OpenedChartBlock {
  readonly status: 'chart-block';
  readonly orderId: number;
  /** From 0. */
  readonly block: number;
  readonly blocks: number;
  /** Inflated if it was gzip. May be a view of the datagram. */
  readonly body: Buffer;
}

export interface RejectedDatagram {
  readonly status: 'rejected';
  readonly reason: RejectionReason;
}

export type OpenedDatagram =
  | OpenedMessage
  | OpenedChartBlock
  /** Begins a gzip stream that ends early: the first of several fragments, or a cut datagram. */
  | { readonly status: 'fragment' }
  | RejectedDatagram;

const CHART_HEADER_BYTES = 8;
const FRAGMENT: OpenedDatagram = Object.freeze({ status: 'fragment' });

/** Opens one datagram, in the panel's order of tests (MoonCMD 1.2): chart, gzip, JSON, text. Never throws. */
export function openDatagram(datagram: Buffer): OpenedDatagram {
  if (datagram.length === 0) return reject('empty');
  if (datagram.length > MOONCMD_LIMITS.maxDatagramBytes) return reject('oversized');
  if (datagram.length >= CHART_HEADER_BYTES && datagram[0] === 0 && datagram[1] === 1)
    return openChartBlock(datagram);
  if (!isGzip(datagram)) return openText(datagram);

  const inflated = inflateGzip(datagram, MOONCMD_LIMITS.maxInflatedDatagramBytes);
  if (typeof inflated !== 'string') return openText(inflated);
  if (inflated === 'cut') return FRAGMENT;
  return reject(inflated === 'bomb' ? 'bomb' : 'malformed_gzip');
}

/** As `openDatagram` does once the bytes are inflated; also for what was put together from fragments. */
export function openText(bytes: Buffer): OpenedMessage | RejectedDatagram {
  if (bytes.length === 0) return reject('empty');
  const classified = classifyText(bytes);
  if (classified === null) return reject('binary');
  // A replaced byte takes three.
  if (classified.payload.length > MOONCMD_LIMITS.maxMessageBytes) return reject('oversized');
  return { status: 'message', kind: classified.kind, payload: classified.payload };
}

function openChartBlock(datagram: Buffer): OpenedDatagram {
  const orderId = datagram.readInt32LE(2);
  const block = datagram.readUInt8(6);
  const blocks = datagram.readUInt8(7);
  if (block >= blocks) return reject('malformed_chart');
  const raw = datagram.subarray(CHART_HEADER_BYTES);
  if (!isGzip(raw)) return { status: 'chart-block', orderId, block, blocks, body: raw };

  const inflated = inflateGzip(raw, MOONCMD_LIMITS.maxInflatedDatagramBytes);
  if (inflated === 'bomb') return reject('bomb');
  // Not gzip after all: one block in 65,536 begins so by chance. Or a stream cut into blocks: see ChartAssembler.
  return {
    status: 'chart-block',
    orderId,
    block,
    blocks,
    body: typeof inflated === 'string' ? raw : inflated,
  };
}

function reject(reason: RejectionReason): RejectedDatagram {
  return { status: 'rejected', reason };
}
