import { gzipSync } from 'node:zlib';
import { fragments, gzip } from '../../core/mooncmd/build-datagrams.ts';
import type { OutgoingMessage } from './messages.ts';

/** A longer gzip is cut, if the terminal cuts at all; the size that an older Commander shows. */
export const FRAGMENT_BYTES = 2_048;

/**
 * zlib's default state is 256 KB a call, which the collector has to clear away: at 1,000 messages a second that was most of this
 * process's time. A payload of up to 1 KB compresses to the same bytes with a state and a chunk of a few KB.
 */
const SMALL_PAYLOAD_BYTES = 1_024;
const SMALL_PAYLOAD_ZLIB = { windowBits: 10, memLevel: 4, chunkSize: 2_048 } as const;

export interface PackOptions {
  /** Plain JSON instead of gzip. */
  readonly isPlain: boolean;
  /** Whether a message whose gzip is longer than one fragment is sent as fragments; wins over `isPlain`. */
  readonly isFragmented: boolean;
}

/** What one message is on the wire. */
export interface PackedMessage {
  readonly datagrams: readonly Buffer[];
  /** `numbered`: blocks that say which they are. `series`: fragments that only their order tells apart. */
  readonly parts: 'single' | 'numbered' | 'series';
}

/** Bare text goes as it is: terminals compress JSON only. */
export function packMessage(message: OutgoingMessage, options: PackOptions): PackedMessage {
  if (message.kind === 'chart')
    return { datagrams: message.blocks, parts: message.blocks.length > 1 ? 'numbered' : 'single' };
  const { payload, isBareText } = message;
  // A payload that fits into a fragment fits as gzip as well: nothing is compressed for nothing.
  const mayBeCut = options.isFragmented && payload.length > FRAGMENT_BYTES;
  if (isBareText || (options.isPlain && !mayBeCut)) return { datagrams: [payload], parts: 'single' };
  const compressed =
    payload.length <= SMALL_PAYLOAD_BYTES ? gzipSync(payload, SMALL_PAYLOAD_ZLIB) : gzip(payload);
  if (mayBeCut && compressed.length > FRAGMENT_BYTES)
    return { datagrams: fragments(compressed, FRAGMENT_BYTES), parts: 'series' };
  return { datagrams: [options.isPlain ? payload : compressed], parts: 'single' };
}
