import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { TERMINAL_STATES } from '../fleet/terminals/terminal-state.ts';

/** What one execution tells the next, so that connections notice nothing of the change. */
const handoverSchema = z.object({
  version: z.literal(2),
  /** When it was left, ms. */
  leftAtMs: z.number(),
  /** Of the last change: what follows continues from here. */
  seq: z.int(),
  /** Missing when alerts could not be read. */
  newestAlert: z.string().optional(),
  /** Runs that were under way: their end is still to be told. */
  openRuns: z.array(z.uuid()),
  /** Connections that were not told everything in time. */
  unserved: z.array(z.string()),
  /** As they were told last. */
  states: z.array(z.tuple([z.int(), z.enum(TERMINAL_STATES)])),
});
export type Handover = Omit<z.infer<typeof handoverSchema>, 'version'>;

/**
 * SQS throws what was stored and said away after 60 s. Whoever begins so late after the one before cannot know that nothing was.
 */
const WORTH_MS = 30_000;

/** A row of DynamoDB may have 400 KB. */
const MAX_BYTES = 300_000;
const MAX_INFLATED_BYTES = 32 * 1024 * 1024;

/** @returns undefined when it is too large: the next execution then has everybody read again */
export function writeHandover(handover: Handover): Uint8Array | undefined {
  const bytes = gzipSync(JSON.stringify({ version: 2, ...handover }));
  return bytes.length > MAX_BYTES ? undefined : bytes;
}

/** @returns undefined for what is too old, or not readable, such as another release's */
export function readHandover(bytes: Uint8Array | undefined, nowMs: number): Handover | undefined {
  if (bytes === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }).toString());
    const handover = handoverSchema.parse(json);
    return nowMs - handover.leftAtMs > WORTH_MS ? undefined : handover;
  } catch {
    return undefined;
  }
}
