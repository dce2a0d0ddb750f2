import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { TERMINAL_STATES } from '../fleet/terminals/terminal-state.ts';

/** What one execution tells the next, so that connections notice nothing of the change. */
const handoverSchema = z.object({
  version: z.literal(1),
  /** Of the last change: what follows continues from here. */
  seq: z.int(),
  newestAlert: z.string(),
  /** Runs that were under way: their end is still to be told. */
  openRuns: z.array(z.uuid()),
  /** Connections that were not told everything in time. */
  unserved: z.array(z.string()),
  /** As they were told last. */
  states: z.array(z.tuple([z.int(), z.enum(TERMINAL_STATES)])),
});
export type Handover = Omit<z.infer<typeof handoverSchema>, 'version'>;

/** A row of DynamoDB may have 400 KB. */
const MAX_BYTES = 300_000;
const MAX_INFLATED_BYTES = 32 * 1024 * 1024;

/** @returns undefined when it is too large: the next execution then has everybody read again */
export function writeHandover(handover: Handover): Uint8Array | undefined {
  const bytes = gzipSync(JSON.stringify({ version: 1, ...handover }));
  return bytes.length > MAX_BYTES ? undefined : bytes;
}

/** @returns undefined for what is not readable, such as another release's */
export function readHandover(bytes: Uint8Array | undefined): Handover | undefined {
  if (bytes === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }).toString());
    return handoverSchema.parse(json);
  } catch {
    return undefined;
  }
}
