import { crc32 } from 'node:zlib';
import type { AssemblyDropReason, DropSink } from './drop-reasons.ts';
import { inflateGzip, readInflatedSizeHint } from './inflate-gzip.ts';
import { MOONCMD_LIMITS } from './limits.ts';

interface Series {
  parts: Buffer[];
  bytes: number;
  /** Checksum and size of the last part, to know it when the network delivers it twice. */
  lastCrc: number;
  lastBytes: number;
  lastAtMs: number;
  inflateAttempts: number;
}

export interface AssembledMessage {
  /** Inflated. */
  readonly payload: Buffer;
  readonly datagrams: number;
}

/** `dropped`: the sink was told why, and of how many datagrams. */
export type AppendOutcome = 'pending' | 'dropped' | AssembledMessage;

/**
 * Puts gzip streams together that came as several datagrams (MoonCMD 1.5). Only the first is recognizable, and there is
 * neither an index nor a total: the parts of a source are taken in the order of arrival.
 *
 * Where the stream ends is told by its last four bytes, the size of the whole. Only a part that ends in a believable
 * size is followed by a gunzip, so a series is inflated once rather than at each part, and natively; compressed bytes
 * in the middle look so once in 500 parts, and after four tries in vain the series is given up.
 */
export class FragmentAssembler {
  /** By source, oldest first. */
  readonly #series = new Map<number, Series>();
  #bytes = 0;
  #datagrams = 0;

  /** Datagrams held. */
  get pendingDatagrams(): number {
    return this.#datagrams;
  }

  get pendingBytes(): number {
    return this.#bytes;
  }

  /** Whether the source has a series that a datagram of now could continue. Gives up one that waited too long. */
  isOpen(source: number, nowMs: number, sink: DropSink): boolean {
    const series = this.#series.get(source);
    if (series === undefined) return false;
    if (nowMs - series.lastAtMs <= MOONCMD_LIMITS.fragmentGapMs) return true;
    this.#drop(source, series, 'fragment_expired', sink);
    return false;
  }

  /** Starts a series with a datagram that `openDatagram` called a fragment; an older one of the source is given up. */
  begin(source: number, bytes: Buffer, nowMs: number, sink: DropSink): void {
    const older = this.#series.get(source);
    if (older !== undefined) {
      if (nowMs - older.lastAtMs > MOONCMD_LIMITS.fragmentGapMs)
        this.#drop(source, older, 'fragment_expired', sink);
      else if (older.parts.length === 1 && repeatsLastPart(older, bytes)) {
        sink.dropped('fragment_duplicate', 1);
        return;
      } else this.#drop(source, older, 'fragment_superseded', sink);
    }
    const series: Series = {
      parts: [],
      bytes: 0,
      lastCrc: 0,
      lastBytes: 0,
      lastAtMs: nowMs,
      inflateAttempts: 0,
    };
    this.#series.set(source, series);
    this.#add(series, bytes, nowMs);
    this.#evictOldest(sink);
  }

  /** Continues the source's series; only after `isOpen` said yes. */
  append(source: number, bytes: Buffer, nowMs: number, sink: DropSink): AppendOutcome {
    const series = this.#series.get(source);
    if (series === undefined) throw new FragmentSeriesMissingError(`source ${source} has no open series`);
    if (repeatsLastPart(series, bytes)) {
      sink.dropped('fragment_duplicate', 1);
      return 'dropped';
    }
    this.#add(series, bytes, nowMs);
    if (
      series.parts.length > MOONCMD_LIMITS.maxFragmentParts ||
      series.bytes > MOONCMD_LIMITS.maxFragmentSeriesBytes
    ) {
      return this.#drop(source, series, 'fragment_oversized', sink);
    }
    const outcome = endsInBelievableSize(series) ? this.#tryInflate(source, series, sink) : 'pending';
    if (outcome === 'pending') this.#evictOldest(sink);
    return outcome;
  }

  /** Gives up what waited too long. @returns datagrams dropped */
  sweep(nowMs: number, sink: DropSink): number {
    const before = this.#datagrams;
    for (const [source, series] of this.#series) {
      if (nowMs - series.lastAtMs > MOONCMD_LIMITS.fragmentGapMs)
        this.#drop(source, series, 'fragment_expired', sink);
    }
    return before - this.#datagrams;
  }

  #tryInflate(source: number, series: Series, sink: DropSink): AppendOutcome {
    const inflated = inflateGzip(Buffer.concat(series.parts, series.bytes), MOONCMD_LIMITS.maxMessageBytes);
    if (typeof inflated !== 'string') {
      this.#remove(source, series);
      return { payload: inflated, datagrams: series.parts.length };
    }
    series.inflateAttempts += 1;
    if (inflated === 'cut' && series.inflateAttempts < MOONCMD_LIMITS.maxInflateAttempts) return 'pending';
    return this.#drop(
      source,
      series,
      inflated === 'bomb' ? 'fragment_oversized' : 'fragment_malformed',
      sink,
    );
  }

  #add(series: Series, bytes: Buffer, nowMs: number): void {
    // A copy: the datagram lies in a slab that is used again.
    series.parts.push(Buffer.from(bytes));
    series.bytes += bytes.length;
    series.lastCrc = crc32(bytes);
    series.lastBytes = bytes.length;
    series.lastAtMs = nowMs;
    this.#bytes += bytes.length;
    this.#datagrams += 1;
  }

  #evictOldest(sink: DropSink): void {
    for (const [source, series] of this.#series) {
      const isOver =
        this.#series.size > MOONCMD_LIMITS.maxOpenFragmentSeries ||
        this.#bytes > MOONCMD_LIMITS.maxPendingFragmentBytes;
      if (!isOver) return;
      this.#drop(source, series, 'fragment_evicted', sink);
    }
  }

  #drop(source: number, series: Series, reason: AssemblyDropReason, sink: DropSink): 'dropped' {
    this.#remove(source, series);
    sink.dropped(reason, series.parts.length);
    return 'dropped';
  }

  #remove(source: number, series: Series): void {
    this.#series.delete(source);
    this.#bytes -= series.bytes;
    this.#datagrams -= series.parts.length;
  }
}

export class FragmentSeriesMissingError extends Error {
  override readonly name = 'FragmentSeriesMissingError';
}

function repeatsLastPart(series: Series, bytes: Buffer): boolean {
  return series.lastBytes === bytes.length && series.lastCrc === crc32(bytes);
}

/** Deflate makes at best 1,032 bytes of one and adds at worst 5 bytes per 16 KB; a gzip header takes 10 to a few hundred. */
function endsInBelievableSize(series: Series): boolean {
  const size = readInflatedSizeHint(tailOf(series));
  return (
    size > 0 &&
    size <= MOONCMD_LIMITS.maxMessageBytes &&
    size <= series.bytes * 1_032 &&
    size >= series.bytes * 0.99 - 1_024
  );
}

/** The last 8 bytes: the last part alone may be shorter than they are. */
function tailOf(series: Series): Buffer {
  const tail: Buffer[] = [];
  let bytes = 0;
  for (let index = series.parts.length - 1; index >= 0 && bytes < 8; index -= 1) {
    const part = series.parts[index];
    if (part === undefined) break;
    tail.unshift(part);
    bytes += part.length;
  }
  return tail.length === 1 && tail[0] !== undefined ? tail[0] : Buffer.concat(tail);
}
